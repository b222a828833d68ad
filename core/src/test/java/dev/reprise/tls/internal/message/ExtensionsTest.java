package dev.reprise.tls.internal.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.AlertDescription;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExtensionsTest {
    /** Table 1 of RFC 9846 section 4.3, the rows we read, copied from the text; and those of TLS 1.2 alone (SH12). */
    private static final String TABLE = """
            server_name                            | CH, EE, CR
            status_request                         | CH, CR, CT, SH12
            supported_groups                       | CH, EE
            ec_point_formats                       | CH, SH12
            signature_algorithms                   | CH, CR
            application_layer_protocol_negotiation | CH, EE
            extended_master_secret                 | CH, SH12
            record_size_limit                      | CH, EE
            session_ticket                         | CH, SH12
            pre_shared_key                         | CH, SH
            early_data                             | CH, EE, NST
            supported_versions                     | CH, SH, HRR
            cookie                                 | CH, HRR
            psk_key_exchange_modes                 | CH
            certificate_authorities                | CH, CR
            post_handshake_auth                    | CH
            signature_algorithms_cert              | CH, CR
            key_share                              | CH, SH, HRR
            ticket_request                         | CH, EE
            renegotiation_info                     | CH, SH12
            """;

    private static final Map<String, ExtensionContext> ABBREVIATIONS = Map.of(
            "CH", ExtensionContext.CLIENT_HELLO,
            "SH", ExtensionContext.SERVER_HELLO,
            "EE", ExtensionContext.ENCRYPTED_EXTENSIONS,
            "CT", ExtensionContext.CERTIFICATE,
            "CR", ExtensionContext.CERTIFICATE_REQUEST,
            "NST", ExtensionContext.NEW_SESSION_TICKET,
            "HRR", ExtensionContext.HELLO_RETRY_REQUEST);

    private final MessageGenerator generator = new MessageGenerator();

    @ParameterizedTest
    @EnumSource
    void allowsEachExtensionWhereTheTableDoes(ExtensionType type) throws Exception {
        var row = TABLE.lines()
                .filter(line -> line.startsWith(type + " "))
                .findFirst()
                .orElseThrow();
        var abbreviations =
                Arrays.asList(row.substring(row.indexOf('|') + 1).trim().split(", "));
        for (var entry : ABBREVIATIONS.entrySet()) {
            var context = entry.getValue();
            if (abbreviations.contains(entry.getKey())) {
                var extension = generator.extension(type, context);
                assertThat(parse(encode(Extensions.of(extension)), context).list())
                        .containsExactly(extension);
            } else {
                // RFC 9846 section 4.3: recognized and not specified for the message is illegal_parameter.
                assertThat(Refusal.of(() -> parse(Wire.block(Wire.extension(type, "")), context)))
                        .isEqualTo(Reason.EXTENSION_NOT_ALLOWED);
            }
        }
        assertThat(Reason.EXTENSION_NOT_ALLOWED.alert()).isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
        assertThat(ExtensionType.find(type.code())).isEqualTo(type);
    }

    // RFC 9846 section 4.3: not more than one extension of the same type in a block.
    @ParameterizedTest
    @ValueSource(ints = {28, 0x0a0a, 0x3377, 24})
    void refusesAnExtensionTwice(int type) {
        var twice = Wire.extension(type, Bytes.ofHex("4000"));
        var other = Wire.extension(0x7777, Bytes.EMPTY);
        assertThat(Refusal.of(() -> parse(Wire.block(twice, other, twice), ExtensionContext.CLIENT_HELLO)))
                .isEqualTo(Reason.DUPLICATE_EXTENSION);
        assertThat(Reason.DUPLICATE_EXTENSION.alert()).isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
    }

    @Test
    void readsABlockOfAsManyExtensionsAsFitInIt() throws Exception {
        var parts = new ArrayList<Bytes>();
        for (int type = 0x1000; parts.size() < 0xffff / 4; type++) {
            parts.add(Wire.extension(type, Bytes.EMPTY));
        }
        assertThat(parse(Wire.block(parts.toArray(Bytes[]::new)), ExtensionContext.CLIENT_HELLO)
                        .size())
                .isEqualTo(parts.size());
        parts.set(0, parts.get(parts.size() - 1));
        assertThat(Refusal.of(() -> parse(Wire.block(parts.toArray(Bytes[]::new)), ExtensionContext.CLIENT_HELLO)))
                .isEqualTo(Reason.DUPLICATE_EXTENSION);
    }

    // RFC 9846 section 4.3.11: pre_shared_key MUST be the last extension in the ClientHello.
    @Test
    void refusesClientHelloWherePreSharedKeyIsNotLast() {
        var psk = encodeOne(generator.offeredPsks());
        for (var follower :
                List.of(Wire.extension(0x0a0a, Bytes.EMPTY), Wire.extension(ExtensionType.EARLY_DATA, ""), psk)) {
            assertThat(Refusal.of(() -> parse(Wire.block(psk, follower), ExtensionContext.CLIENT_HELLO)))
                    .isEqualTo(Reason.PRE_SHARED_KEY_NOT_LAST);
        }
        assertThat(Reason.PRE_SHARED_KEY_NOT_LAST.alert()).isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
    }

    // RFC 9846 section 4.3: it can appear anywhere in the ServerHello.
    @Test
    void takesPreSharedKeyAnywhereInServerHello() throws Exception {
        var block = Extensions.of(new SelectedPsk(1), new SelectedVersion(0x0304));
        assertThat(parse(encode(block), ExtensionContext.SERVER_HELLO)).isEqualTo(block);
    }

    // RFC 9846 section 4.3: data left over in an extension is decode_error.
    @ParameterizedTest
    @EnumSource
    void refusesOneByteMoreOrLessInEachExtension(ExtensionType type) {
        for (var context : ExtensionContext.values()) {
            if (type.allowedIn(context) && hasLengthsOfItsOwn(type, context)) {
                var data = new Writer();
                generator.extension(type, context).encodeBody(data);
                var longer = Wire.extension(type.code(), Wire.join(data.toBytes(), Bytes.ofHex("00")));
                assertThat(Refusal.of(() -> parse(Wire.block(longer), context)).alert())
                        .as("%s in %s, %s", type, context, generator)
                        .isEqualTo(AlertDescription.DECODE_ERROR);
                if (data.length() > 0) {
                    var shorter = Wire.extension(type.code(), data.toBytes().slice(0, data.length() - 1));
                    assertThat(Refusal.of(() -> parse(Wire.block(shorter), context))
                                    .alert())
                            .as("%s in %s, %s", type, context, generator)
                            .isEqualTo(AlertDescription.DECODE_ERROR);
                }
            }
        }
    }

    // RFC 5077 appendix A: the ticket is all of the extension, however long.
    private static boolean hasLengthsOfItsOwn(ExtensionType type, ExtensionContext context) {
        return switch (type) {
            case SESSION_TICKET -> false;
            case SERVER_NAME -> context != ExtensionContext.CERTIFICATE_REQUEST;
            default -> true;
        };
    }

    // RFC 9846 section 4.2.2: servers MUST ignore unrecognized extensions; we keep them in their order.
    @Test
    void keepsUnknownExtensionsAndGrease() throws Exception {
        var grease = new UnknownExtension(0xfafa, Bytes.ofHex("00"));
        var unknown = new UnknownExtension(0x4469, Bytes.EMPTY);
        var block = Extensions.of(grease, new EarlyData(), unknown);
        var parsed = parse(encode(block), ExtensionContext.CLIENT_HELLO);
        assertThat(parsed.list()).containsExactly(grease, new EarlyData(), unknown);
        assertThat(parsed.list()).extracting(Extension::type).contains(0xfafa);
        assertThat(parsed.list()).extracting(Extension::type).doesNotContain(0xfbfb);
        assertThat(parsed.last()).isEqualTo(unknown);
    }

    @Test
    void findsExtensionsByTheirType() throws Exception {
        var block = Extensions.of(new Cookie(Bytes.ofHex("01")), new EarlyData());
        assertThat(block.find(Cookie.class)).isEqualTo(new Cookie(Bytes.ofHex("01")));
        assertThat(block.find(Alpn.class)).isNull();
        assertThat(block.find(EarlyData.class)).isEqualTo(new EarlyData());
        assertThat(Extensions.NONE.last()).isNull();
    }

    @Test
    void refusesToBuildABlockThatNoParserTakes() {
        assertThatIllegalArgumentException().isThrownBy(() -> Extensions.of(new EarlyData(), new EarlyData()));
        assertThatIllegalArgumentException().isThrownBy(() -> Extensions.of(generator.offeredPsks(), new EarlyData()));
    }

    @Test
    void tellsTheLengthOfTheBlockBeforeAndAfterTheWire() throws Exception {
        for (int i = 0; i < 100; i++) {
            var block = generator.extensions(ExtensionContext.CLIENT_HELLO);
            var encoded = encode(block);
            assertThat(block.encodedLength()).as(generator.toString()).isEqualTo(encoded.length());
            assertThat(parse(encoded, ExtensionContext.CLIENT_HELLO).encodedLength())
                    .isEqualTo(encoded.length());
        }
    }

    private static Extensions parse(Bytes block, ExtensionContext context) throws ProtocolException {
        return Extensions.parse(block.reader(), context);
    }

    private static Bytes encode(Extensions extensions) {
        var w = new Writer();
        extensions.encode(w);
        return w.toBytes();
    }

    private static Bytes encodeOne(Extension extension) {
        var block = encode(Extensions.of(extension));
        return block.slice(2, block.length() - 2);
    }
}
