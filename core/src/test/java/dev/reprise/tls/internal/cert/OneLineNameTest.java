package dev.reprise.tls.internal.cert;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERT61String;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.Test;

/** The expected lines are what {@code openssl x509 -noout -subject -nameopt compat} of OpenSSL 3.0 prints. */
class OneLineNameTest {
    @Test
    void writesAttributesInTheirOrder() throws IOException {
        assertThat(OneLineName.of(new X500Principal("CN=a.example, O=Example, C=DE")))
                .isEqualTo("/C=DE/O=Example/CN=a.example");
        assertThat(OneLineName.of(new X500Principal("EMAILADDRESS=a@b.example, SERIALNUMBER=7, DC=org")))
                .isEqualTo("/DC=org/serialNumber=7/emailAddress=a@b.example");
        assertThat(OneLineName.of(new X500Principal(""))).isEmpty();
    }

    @Test
    void writesEveryAttributeOfARelativeName() throws IOException {
        var both = new RDN(new AttributeTypeAndValue[] {
            new AttributeTypeAndValue(BCStyle.O, new DERPrintableString("Example")),
            new AttributeTypeAndValue(BCStyle.CN, new DERPrintableString("a"))
        });
        assertThat(line(both)).isEqualTo("/CN=a/O=Example");
    }

    @Test
    void escapesWhatIsNotPrintableAscii() throws IOException {
        assertThat(line(one(BCStyle.CN, new DERUTF8String("b\u00fc\n~")))).isEqualTo("/CN=b\\xC3\\xBC\\x0A~");
        assertThat(line(one(BCStyle.CN, new DERT61String("b\u00fc".getBytes(UTF_8)))))
                .isEqualTo("/CN=b\\xC3\\xBC");
        assertThat(line(one(BCStyle.CN, new DERBMPString("ab\u20ac")))).isEqualTo("/CN=\\x00a\\x00b \\xAC");
        assertThat(line(one(BCStyle.CN, new DERUTF8String("a/CN=b")))).isEqualTo("/CN=a\\/CN=b");
    }

    @Test
    void writesTypesItDoesNotKnowInDots() throws IOException {
        assertThat(line(one(new ASN1ObjectIdentifier("1.2.3.4.999999"), new DERIA5String("x"))))
                .isEqualTo("/1.2.3.4.999999=x");
        assertThat(line(one(new ASN1ObjectIdentifier("2.999.1"), new DERIA5String("x"))))
                .isEqualTo("/2.999.1=x");
    }

    private static RDN one(ASN1ObjectIdentifier type, ASN1Encodable value) {
        return new RDN(type, value);
    }

    private static String line(RDN... names) throws IOException {
        return OneLineName.of(new X500Principal(new X500Name(names).getEncoded()));
    }
}
