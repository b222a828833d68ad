package dev.reprise.tls.internal.handshake;

import dev.reprise.tls.internal.message.Alpn;
import dev.reprise.tls.internal.message.CodePoints;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.SignatureScheme;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Names what each side offers, for the texts of failures: who reads them wants to know what to change. */
public final class OfferText {
    private static final int MAX_NAMED = 20;
    private static final int MAX_PROTOCOL = 24;

    private OfferText() {}

    /** Name a version by its code point, also one Reprise does not speak. */
    public static String version(int code) {
        return switch (code) {
            case 0x0300 -> "SSLv3";
            case 0x0301 -> "TLSv1.0";
            case 0x0302 -> "TLSv1.1";
            case 0x0303 -> "TLSv1.2";
            case 0x0304 -> "TLSv1.3";
            default -> "0x%04x".formatted(code);
        };
    }

    /** Name a peer's versions. */
    public static String versions(CodePoints codes) {
        var names = new StringBuilder();
        for (int i = 0; i < Math.min(codes.size(), MAX_NAMED); i++) {
            names.append(i == 0 ? "" : ", ").append(version(codes.at(i)));
        }
        return names.toString();
    }

    /** Name the versions we speak. */
    public static String versions(Terms terms) {
        var names = new StringBuilder();
        for (var version : List.of(ProtocolVersion.TLS_1_3, ProtocolVersion.TLS_1_2)) {
            if (terms.speaks(version)) {
                names.append(names.isEmpty() ? "" : ", ").append(version.displayName());
            }
        }
        return names.toString();
    }

    /** Name a peer's suites, unknown ones by their code points. */
    public static String suites(CodePoints codes) {
        return names(codes, CipherSuite::find);
    }

    /** Name a peer's groups, unknown ones by their code points. */
    public static String groups(CodePoints codes) {
        return names(codes, NamedGroup::find);
    }

    /** Name a peer's signature schemes, unknown ones by their code points. */
    public static String schemes(CodePoints codes) {
        return names(codes, SignatureScheme::find);
    }

    /** Name a peer's application protocols, those that are no plain text in hex. */
    public static String protocols(List<Bytes> offered) {
        var names = new StringBuilder();
        for (int i = 0; i < Math.min(offered.size(), MAX_NAMED); i++) {
            var protocol = offered.get(i);
            var shown = protocol.slice(0, Math.min(protocol.length(), MAX_PROTOCOL));
            names.append(i == 0 ? "" : ", ")
                    .append(plain(shown) ? Alpn.decodeName(shown) : "0x" + shown)
                    .append(shown.length() < protocol.length() ? "…" : "");
        }
        return names.append(offered.size() > MAX_NAMED ? " and more" : "").toString();
    }

    private static boolean plain(Bytes protocol) {
        for (int i = 0; i < protocol.length(); i++) {
            if (protocol.at(i) <= ' ' || protocol.at(i) > '~') {
                return false;
            }
        }
        return true;
    }

    /** A text names no more than some, as the list is a peer's and may have tens of thousands. */
    private static String names(CodePoints codes, IntFunction<? extends @Nullable Enum<?>> find) {
        var names = new StringBuilder();
        for (int i = 0; i < Math.min(codes.size(), MAX_NAMED); i++) {
            var known = find.apply(codes.at(i));
            names.append(i == 0 ? "" : ", ").append(known == null ? "0x%04x".formatted(codes.at(i)) : known.name());
        }
        return names.append(codes.size() > MAX_NAMED ? " and more" : "").toString();
    }

    /** Name suites of ours. */
    public static String suites(List<CipherSuite> suites) {
        var names = new StringBuilder();
        for (var suite : suites) {
            names.append(names.isEmpty() ? "" : ", ").append(suite.name());
        }
        return names.toString();
    }
}
