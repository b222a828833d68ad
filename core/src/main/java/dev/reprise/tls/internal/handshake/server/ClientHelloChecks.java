package dev.reprise.tls.internal.handshake.server;

import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.CodePoints;
import dev.reprise.tls.internal.message.KeyShareClientHello;
import dev.reprise.tls.internal.message.OfferedPsks;
import dev.reprise.tls.internal.message.PskKeyExchangeModes;
import dev.reprise.tls.internal.message.SignatureAlgorithms;
import dev.reprise.tls.internal.message.SupportedGroups;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;

/** What RFC 9846 asks of any ClientHello of TLS 1.3, in its order (sections 4.2.2, 4.3.8, 4.3.11, 9.2). */
final class ClientHelloChecks {
    private ClientHelloChecks() {}

    /** Refuse a ClientHello that is not legal whatever our settings are. */
    static void check(ClientHello hello) throws ProtocolException {
        // Section 4.2.2: any other legacy_version than 0x0303 MUST end the handshake with protocol_version.
        if (hello.legacyVersion() != ProtocolVersion.TLS_1_2.code()) {
            throw new ProtocolException(
                    Reason.BAD_LEGACY_VERSION,
                    "the client offers TLSv1.3 with legacy_version 0x%04x, must be 0x0303"
                            .formatted(hello.legacyVersion()));
        }
        // Section 4.2.2: exactly the null compression.
        if (hello.legacyCompressionMethods().length() != 1
                || hello.legacyCompressionMethods().at(0) != 0) {
            throw new ProtocolException(Reason.COMPRESSION_OFFERED, "a TLS 1.3 client may offer no compression");
        }
        checkPresence(hello);
        checkKeyShares(hello);
    }

    private static void checkPresence(ClientHello hello) throws ProtocolException {
        var extensions = hello.extensions();
        var psks = extensions.find(OfferedPsks.class);
        boolean groups = extensions.find(SupportedGroups.class) != null;
        boolean shares = extensions.find(KeyShareClientHello.class) != null;
        // Section 4.3.9: pre_shared_key needs psk_key_exchange_modes.
        if (psks != null && extensions.find(PskKeyExchangeModes.class) == null) {
            throw new ProtocolException(Reason.PSK_WITHOUT_MODES, "pre_shared_key without psk_key_exchange_modes");
        }
        // Section 9.2: without a PSK, signature_algorithms and supported_groups are mandatory.
        if (psks == null && (!groups || extensions.find(SignatureAlgorithms.class) == null)) {
            throw new ProtocolException(
                    Reason.MISSING_EXTENSION, "ClientHello lacks supported_groups or signature_algorithms");
        }
        // Section 9.2: supported_groups and key_share come together.
        if (groups != shares) {
            throw new ProtocolException(
                    Reason.MISSING_EXTENSION, "ClientHello has only one of supported_groups and key_share");
        }
    }

    private static void checkKeyShares(ClientHello hello) throws ProtocolException {
        var shares = hello.extensions().find(KeyShareClientHello.class);
        var groups = hello.extensions().find(SupportedGroups.class);
        if (shares == null || groups == null) {
            return;
        }
        // Section 4.3.8: each share is of an offered group, in the same order, none twice.
        int position = 0;
        for (var entry : shares.shares()) {
            position = indexAfter(groups.groups(), entry.group(), position);
            if (position < 0) {
                throw new ProtocolException(
                        Reason.INCONSISTENT_KEY_SHARE,
                        "key_share has group 0x%04x, which is not in supported_groups, out of order or twice"
                                .formatted(entry.group()));
            }
        }
    }

    private static int indexAfter(CodePoints groups, int group, int from) {
        for (int i = from; i < groups.size(); i++) {
            if (groups.at(i) == group) {
                return i + 1;
            }
        }
        return -1;
    }
}
