package dev.reprise.tls.internal.cert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.spec.ProtocolException;
import java.io.IOException;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERT61String;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.DERUniversalString;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.Test;

/** Which names are the same (RFC 5280 section 7.1). */
class DistinguishedNameTest {
    @Test
    void comparesTextWhateverStringTypeHoldsIt() throws Exception {
        var name = organization(new DERUTF8String("Org One"));
        for (var same : List.of(
                new DERPrintableString("Org One"),
                new DERUTF8String("ORG  ONE"),
                new DERIA5String(" org one "),
                new DERT61String("Org One"),
                new DERBMPString("org\tOne"),
                new DERUniversalString("Org One".getBytes("UTF-32BE")))) {
            assertThat(organization(same)).isEqualTo(name).hasSameHashCodeAs(name);
        }
        for (var other : List.of(
                new DERUTF8String("OrgOne"),
                new DERUTF8String("Org Two"),
                new DERUTF8String("Org One\0"),
                new DEROctetString("Org One".getBytes("US-ASCII")))) {
            assertThat(organization(other)).isNotEqualTo(name);
        }
    }

    @Test
    void foldsNothingBeyondAscii() throws Exception {
        assertThat(organization(new DERUTF8String("B\u00fccher")))
                .isEqualTo(organization(new DERBMPString("b\u00fcCHER")))
                .isNotEqualTo(organization(new DERUTF8String("B\u00dccher")))
                .isNotEqualTo(organization(new DERUTF8String("Bu\u0308cher")));
        assertThat(organization(new DERUTF8String("\u212a"))).isNotEqualTo(organization(new DERUTF8String("k")));
    }

    @Test
    void comparesWhatIsNoTextByItsBytes() throws Exception {
        var invalid = Bytes.ofHex("3010310e300c060355040a0c05" + "61c3286262"); // UTF-8 that is none
        var other = Bytes.ofHex("3010310e300c060355040a0c05" + "61c3286263");
        assertThat(parse(invalid)).isEqualTo(parse(invalid)).isNotEqualTo(parse(other));
    }

    @Test
    void takesTheAttributesOfOneRelativeNameInAnyOrder() throws Exception {
        var one = Bytes.wrap(new X500Principal("CN=a+O=b").getEncoded());
        var other = Bytes.wrap(new X500Principal("O=b+CN=a").getEncoded());
        assertThat(parse(one)).isEqualTo(parse(other));
        assertThat(parse(one)).isNotEqualTo(parse(Bytes.wrap(new X500Principal("CN=a,O=b").getEncoded())));
    }

    @Test
    void doesNotConfuseWhereTypesAndValuesEnd() throws Exception {
        // 2.5.4.10 with the text "abc" beside 2.5.4 with what would be the rest
        var one = Bytes.ofHex("300e310c300a060355040a0c0361" + "6263");
        var other = Bytes.ofHex("300e310c300a060255040c040a" + "616263");
        assertThat(parse(one)).isNotEqualTo(parse(other));
    }

    @Test
    void refusesWhatIsNoName() {
        for (var bad : List.of("3100", "30023100", "300431023000", "3006310430020500", "300531033001ff")) {
            assertThat(fails(bad)).as(bad).isTrue();
        }
    }

    private static boolean fails(String hex) {
        try {
            parse(Bytes.ofHex(hex));
            return false;
        } catch (ProtocolException e) {
            return true;
        }
    }

    private static DistinguishedName organization(ASN1Encodable value) throws ProtocolException, IOException {
        return parse(Bytes.wrap(
                new X500NameBuilder().addRDN(BCStyle.O, value).build().getEncoded()));
    }

    private static DistinguishedName parse(Bytes der) throws ProtocolException {
        return DistinguishedName.parse(new DerReader(der));
    }
}
