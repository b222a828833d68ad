package dev.reprise.tls.internal.cert;

import static dev.reprise.testkit.TestCertificates.named;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.spec.ProtocolException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PathSearchTest {
    private static final TestCertificate ROOT = TestCertificates.root("Root");

    @Test
    void triesTheIssuerThatTheKeyIdentifierNamesFirst() throws Exception {
        var sent = new ArrayList<X509Certificate>();
        for (byte i = 1; i <= 5; i++) {
            sent.add(named("Intermediate")
                    .authority()
                    .extension(
                            Extension.subjectKeyIdentifier,
                            false,
                            new SubjectKeyIdentifier(new byte[] {i}).getEncoded())
                    .issuedBy(ROOT)
                    .certificate());
        }
        var issuer = named("Intermediate").authority().issuedBy(ROOT);
        sent.add(
                0,
                named("leaf")
                        .extension(
                                Extension.authorityKeyIdentifier,
                                false,
                                new AuthorityKeyIdentifier(new byte[] {4}).getEncoded())
                        .issuedBy(issuer)
                        .certificate());
        var paths = search(sent, 6).paths();
        assertThat(paths).hasSize(5);
        assertThat(paths.get(0).toArray()).containsExactly(sent.get(0), sent.get(4), ROOT.certificate());
    }

    @Test
    void takesDamagedKeyIdentifiersForAbsent() throws Exception {
        var issuer = named("Intermediate")
                .authority()
                .extension(Extension.subjectKeyIdentifier, false, new byte[] {2, 1, 1})
                .issuedBy(ROOT);
        var twin = named("Intermediate").authority().issuedBy(ROOT);
        var leaf = named("leaf")
                .extension(Extension.authorityKeyIdentifier, false, new byte[] {0x30, 3, 2, 1, 1})
                .issuedBy(issuer);
        assertThat(search(List.of(leaf.certificate(), issuer.certificate(), twin.certificate()), 6)
                        .paths())
                .hasSize(2);
    }

    @Test
    void staysWithinItsBudgetWhenAllSeemToIssueEachOther() throws Exception {
        // Ninety certificates of one name and different keys: without a budget more than 10^11 paths of six.
        var sent = new ArrayList<X509Certificate>();
        for (int i = 0; i < 90; i++) {
            sent.add(named("Same").authority().selfSigned().certificate());
        }
        sent.add(
                0,
                named("leaf").issuedBy(named("Same").authority().selfSigned()).certificate());
        var dead = search(sent, 6);
        assertThat(dead.paths()).isEmpty();
        assertThat(dead.tooDeep()).isTrue();

        sent.add(named("Same").authority().issuedBy(ROOT).certificate());
        assertThat(search(sent, 6).paths().size()).isLessThanOrEqualTo(PathSearch.MAX_PATHS);
    }

    @Test
    void tellsWhereThePathEnds() throws Exception {
        var stranger = TestCertificates.root("Stranger");
        var between = named("Intermediate").authority().issuedBy(stranger);
        var leaf = named("leaf").issuedBy(between);
        assertThat(search(leaf.chain(), 6).deadEnd()).isEqualTo(between.certificate());
        assertThat(search(List.of(leaf.certificate()), 6).deadEnd()).isEqualTo(leaf.certificate());
    }

    /** A search in which no path passes, and the paths it has tried. */
    private record Search(PathSearch search, List<List<DerCertificate>> paths) {
        boolean tooDeep() {
            return search.tooDeep();
        }

        @Nullable
        DerCertificate deadEnd() {
            return search.deadEnd();
        }
    }

    private static Search search(List<X509Certificate> sent, int maxDepth) throws ProtocolException {
        var paths = new ArrayList<List<DerCertificate>>();
        var search = PathSearch.of(
                TrustAnchors.read(sent),
                TrustAnchors.of(List.of(ROOT.certificate())).bySubject(),
                Map.of(),
                maxDepth,
                PathSearch.Issuers.ALL,
                path -> {
                    paths.add(path);
                    return false;
                });
        return new Search(search, paths);
    }
}
