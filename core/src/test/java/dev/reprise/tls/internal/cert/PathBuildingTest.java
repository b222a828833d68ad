package dev.reprise.tls.internal.cert;

import static dev.reprise.testkit.TestCertificates.NOW;
import static dev.reprise.testkit.TestCertificates.named;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.testkit.TestCertificates.KeyType;
import dev.reprise.tls.spec.ProtocolException;
import java.io.IOException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.Test;

/**
 * Random authorities that have signed each other, two and two of one name with different keys, some of the certificates with a
 * fault: a path is found exactly when there is one without a fault. The other side of the comparison tries every path there is.
 */
class PathBuildingTest {
    private static final long SEED = Long.getLong("test.seed", 20260101);
    private static final int GRAPHS = Integer.getInteger("hostile.graphs", 100);
    private static final int AUTHORITIES = 5;

    private static final String FOUND = "found";
    private static final List<KeyPair> KEYS = keys();

    /** What is wrong with a certificate, if anything; the last two show on a path only. */
    private enum Fault {
        NONE,
        EXPIRED,
        NOT_YET,
        OTHER_PURPOSE,
        NO_CONSTRAINTS,
        NO_AUTHORITY,
        NO_CERT_SIGN,
        SHA_1,
        CRITICAL,
        NAME_EXCLUDED,
        NONE_BELOW
    }

    /** A certificate from one authority to another; -1 is the root that is trusted, -2 one that is not. */
    private record Edge(int issuer, int subject, Fault fault, X509Certificate certificate) {
        @Override
        public String toString() {
            return subject + "<" + issuer + (fault == Fault.NONE ? "" : " " + fault);
        }
    }

    private static List<KeyPair> keys() {
        var keys = new ArrayList<KeyPair>();
        for (int i = 0; i < AUTHORITIES + 2; i++) {
            keys.add(KeyType.P256.generate());
        }
        return keys;
    }

    private static TestCertificates authority(int number) {
        return named(name(number)).keys(KEYS.get(number + 2)).authority();
    }

    private static String name(int number) {
        return number < 0 ? "Root " + number : "Authority " + number / 2;
    }

    private static final List<TestCertificate> SELF_SIGNED = selfSigned();

    private static List<TestCertificate> selfSigned() {
        var all = new ArrayList<TestCertificate>();
        for (int i = -2; i < AUTHORITIES; i++) {
            all.add(authority(i).selfSigned());
        }
        return all;
    }

    private static TestCertificate issuer(int number) {
        return SELF_SIGNED.get(number + 2);
    }

    @Test
    void findsAPathExactlyWhenThereIsOne() throws Exception {
        var random = new Random(SEED);
        int found = 0;
        for (int i = 0; i < GRAPHS; i++) {
            int authorities = 1 + random.nextInt(AUTHORITIES);
            int density = 20 + random.nextInt(81);
            int faults = random.nextInt(80);
            var edges = new ArrayList<Edge>();
            for (int from = -2; from < authorities; from++) {
                for (int to = 0; to < authorities; to++) {
                    while (from != to && random.nextInt(100) < density) {
                        var fault = random.nextInt(100) < faults
                                ? Fault.values()[random.nextInt(Fault.values().length)]
                                : Fault.NONE;
                        edges.add(edge(from, to, fault));
                        if (random.nextInt(4) > 0) {
                            break;
                        }
                    }
                }
            }
            var leaf = named(Chains.NAME).dns(Chains.NAME).server().issuedBy(issuer(0));
            boolean expected = reaches(edges, 0, 0, new boolean[AUTHORITIES]);
            var chain = new ArrayList<X509Certificate>();
            edges.forEach(edge -> chain.add(edge.certificate()));
            if (random.nextBoolean()) {
                chain.add(issuer(-1).certificate());
                chain.add(issuer(-2).certificate());
            }
            Collections.shuffle(chain, random);
            chain.add(0, leaf.certificate());
            var outcome = outcome(chain);
            assertThat(outcome.equals(FOUND))
                    .as("graph %d, -Dtest.seed=%d: %s %s", i, SEED, outcome, edges)
                    .isEqualTo(expected);
            found += expected ? 1 : 0;
        }
        assertThat(found).isBetween(GRAPHS / 10, GRAPHS - GRAPHS / 10);
    }

    private static String outcome(List<X509Certificate> chain) {
        try {
            Chains.verify(Chains.strict(issuer(-1)), chain);
            return FOUND;
        } catch (ProtocolException e) {
            return e.reason() + " " + e.getMessage();
        }
    }

    /** Walk from a subject to those who issued it without a fault; self-issued authorities below do not count. */
    private static boolean reaches(List<Edge> edges, int subject, int below, boolean[] onPath) {
        onPath[subject] = true;
        for (var edge : edges) {
            int depth = below + (name(edge.issuer()).equals(name(subject)) ? 0 : 1);
            boolean good = edge.fault() == Fault.NONE || (edge.fault() == Fault.NONE_BELOW && below == 0);
            if (edge.subject() != subject || !good || edge.issuer() == -2 || depth > ChainPolicy.DEFAULT_MAX_DEPTH) {
                continue;
            }
            if (edge.issuer() == -1 || (!onPath[edge.issuer()] && reaches(edges, edge.issuer(), depth, onPath))) {
                onPath[subject] = false;
                return true;
            }
        }
        onPath[subject] = false;
        return false;
    }

    private static Edge edge(int from, int to, Fault fault) throws IOException {
        var subject = authority(to);
        switch (fault) {
            case NONE -> {}
            case EXPIRED -> subject.expired();
            case NOT_YET -> subject.valid(NOW.plus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(9)));
            case OTHER_PURPOSE -> subject.client();
            case NO_CONSTRAINTS -> subject.withoutConstraints();
            case NO_AUTHORITY ->
                subject = named(name(to)).keys(KEYS.get(to + 2)).usage(KeyUsage.keyCertSign);
            case NO_CERT_SIGN -> subject.usage(KeyUsage.cRLSign);
            case NAME_EXCLUDED -> {
                var excluded = new GeneralSubtree(new GeneralName(GeneralName.dNSName, "example.org"));
                subject.extension(
                        Extension.nameConstraints,
                        true,
                        new NameConstraints(null, new GeneralSubtree[] {excluded}).getEncoded());
            }
            case NONE_BELOW -> subject.authority(0);
            case SHA_1 -> subject.signedWith("SHA1withECDSA");
            case CRITICAL -> subject.extension(new ASN1ObjectIdentifier("1.2.3.4"), true, new byte[] {5, 0});
        }
        return new Edge(from, to, fault, subject.issuedBy(issuer(from)).certificate());
    }
}
