package dev.reprise.tls.internal.cert;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.cert.GeneralName.Form;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.spec.ProtocolException;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which names are in a subtree (RFC 5280 section 4.2.1.10). */
class GeneralSubtreeTest {
    @ParameterizedTest
    @CsvSource({
        "'', a.example, true",
        "example.org, example.org, true",
        "Example.ORG, www.eXample.org, true",
        "example.org, a.b.example.org, true",
        "example.org, *.example.org, true",
        "example.org, badexample.org, false",
        "example.org, org, false",
        "example.org, example.org.evil.net, false",
        ".example.org, www.example.org, true",
        ".example.org, example.org, false",
        "example.org., www.example.org, true",
        "www.example.org, *.example.org, false",
    })
    void holdsHosts(String base, String name, boolean within) {
        assertThat(within(Form.DNS_NAME, base, name)).isEqualTo(within);
    }

    @ParameterizedTest
    @CsvSource({
        "a@example.org, a@EXAMPLE.org, true",
        "a@example.org, A@example.org, false", // section 7.5: local parts are compared exactly
        "a@example.org, b@example.org, false",
        "example.org, b@example.org, true",
        "example.org, b@www.example.org, false",
        "@example.org, b@example.org, true",
        ".example.org, b@www.example.org, true",
        ".example.org, b@example.org, false",
        "example.org, x@evil.net@example.org, true",
        "'', b@example.org, false",
    })
    void holdsMailboxes(String base, String name, boolean within) {
        assertThat(within(Form.RFC822_NAME, base, name)).isEqualTo(within);
    }

    @ParameterizedTest
    @CsvSource({
        "example.org, https://example.org, true",
        "example.org, https://EXAMPLE.org:8443/x?y#z, true",
        "example.org, https://example.org?x, true",
        "example.org, https://www.example.org/, false",
        ".example.org, https://www.example.org/, true",
        ".example.org, https://example.org/, false",
        "evil.net, https://example.org/@evil.net, false",
        "evil.net, https://example.org/:80.evil.net, false",
    })
    void holdsUris(String base, String name, boolean within) {
        assertThat(within(Form.UNIFORM_RESOURCE_IDENTIFIER, base, name)).isEqualTo(within);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "urn:isbn:1",
                "mailto:a@example.org",
                "https:/example.org",
                "example.org",
                "https://",
                "https://192.0.2.1/",
                "https://[2001:db8::1]/",
                "https://ex ample.org/",
                "://example.org/",
                "https://127.1",
                "https://user@example.org/",
                "https://user:80@example.org/",
                "https://example.org@evil.net/"
            })
    void comparesNoUriWithoutAHostName(String uri) {
        assertThat(name(Form.UNIFORM_RESOURCE_IDENTIFIER, uri).legal()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "DNS_NAME, ''",
        "DNS_NAME, 'a b'",
        "DNS_NAME, a.",
        "RFC822_NAME, a",
        "RFC822_NAME, a@",
        "RFC822_NAME, 'a @b'"
    })
    void comparesNothingThatCouldBeReadInTwoWays(Form form, String text) {
        assertThat(name(form, text).legal()).isFalse();
        assertThat(name(form, "x\0@y").legal()).isFalse();
        assertThat(name(form, "x\n@y").legal()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "c0000200ffffff00, c0000201, true",
        "c0000200ffffff00, c0000301, false",
        "0000000000000000, c0000301, true",
        "c000020000ff00ff, 0100aa00, true", // a mask with gaps says exactly what it says
        "c0000200ffffff00, 20010db8000000000000000000000001, false",
        "20010db8000000000000000000000000ffffffff000000000000000000000000, 20010db8000000000000000000000001, true",
        "20010db8000000000000000000000000ffffffff000000000000000000000000, 20010db9000000000000000000000001, false",
        "00000000000000000000000000000000" + "00000000000000000000000000000000, c0000201, false",
    })
    void holdsAddresses(String base, String address, boolean within) {
        var subtree = new GeneralSubtree(GeneralName.of(Form.IP_ADDRESS, Bytes.ofHex(base)));
        assertThat(subtree.contains(ComparableName.of(GeneralName.of(Form.IP_ADDRESS, Bytes.ofHex(address)))))
                .isEqualTo(within);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "C=DE,O=Org | C=DE,O=Org,CN=x | true",
                "C=DE,O=Org | C=DE,O=Org | true",
                "C=DE,O=Org | C=de,O=  ORG ,CN=x | true",
                "C=DE,O=Org | C=DE,CN=x,O=Org | false",
                "C=DE,O=Org | C=DE | false",
                "C=DE,O=Org | C=DE,O=Orga | false",
                "'' | C=DE | true",
                "C=DE+O=Org | O=Org+C=DE,CN=x | true",
            })
    void holdsDirectoryNames(String base, String name, boolean within) throws Exception {
        var subtree = new GeneralSubtree(GeneralName.of(directory(base)));
        assertThat(subtree.contains(ComparableName.of(GeneralName.of(directory(name)))))
                .isEqualTo(within);
    }

    @Test
    void comparesNoOtherForm() {
        for (var form : new Form[] {Form.OTHER_NAME, Form.X400_ADDRESS, Form.EDI_PARTY_NAME, Form.REGISTERED_ID}) {
            assertThat(name(form, "x").legal()).isFalse();
        }
    }

    private static boolean within(Form form, String base, String name) {
        var comparable = name(form, name);
        assertThat(comparable.legal()).isTrue();
        return new GeneralSubtree(GeneralName.of(form, ascii(base))).contains(comparable);
    }

    private static ComparableName name(Form form, String text) {
        return ComparableName.of(GeneralName.of(form, ascii(text)));
    }

    private static Bytes ascii(String text) {
        return Bytes.wrap(text.getBytes(US_ASCII));
    }

    private static DistinguishedName directory(String name) throws Exception {
        try {
            return DistinguishedName.parse(new DerReader(Bytes.wrap(new X500Name(name).getEncoded())));
        } catch (ProtocolException e) {
            throw new AssertionError(e);
        }
    }
}
