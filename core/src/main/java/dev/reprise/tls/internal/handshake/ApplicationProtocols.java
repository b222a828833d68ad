package dev.reprise.tls.internal.handshake;

import dev.reprise.tls.internal.message.Alpn;
import dev.reprise.tls.internal.message.Extensions;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The application protocols one side speaks, most wanted first, and the choice among them, the same in either version of
 * TLS (RFC 7301 section 3). Empty to take no part in it. Immutable.
 */
public final class ApplicationProtocols {
    /** No part in ALPN. */
    public static final ApplicationProtocols NONE = new ApplicationProtocols(List.of(), null);

    private final List<String> names;
    private final @Nullable Alpn extension;

    private ApplicationProtocols(List<String> names, @Nullable Alpn extension) {
        this.names = names;
        this.extension = extension;
    }

    /** Take these names of 1 to 255 bytes, one for each character; the list is copied. */
    public static ApplicationProtocols of(List<String> names) {
        return names.isEmpty() ? NONE : new ApplicationProtocols(List.copyOf(names), Alpn.of(names));
    }

    /** Return the names. */
    public List<String> names() {
        return names;
    }

    /** Return the extension by which a client offers them; null when it takes no part. */
    public @Nullable Alpn extension() {
        return extension;
    }

    /** Choose among a client's as a server does; null when it takes no part (section 3.2). */
    public @Nullable String choose(List<Bytes> offered) throws ProtocolException {
        if (extension == null) {
            return null;
        }
        for (int i = 0; i < names.size(); i++) {
            if (offered.contains(extension.protocols().get(i))) {
                return names.get(i);
            }
        }
        throw new ProtocolException(
                Reason.NO_COMMON_APPLICATION_PROTOCOL,
                "the client offers application protocols " + OfferText.protocols(offered) + ", this server has "
                        + names);
    }

    /** Return what a server chose of these; null when it takes no part (section 3.1). */
    public @Nullable String selected(Extensions extensions) throws ProtocolException {
        var alpn = extensions.find(Alpn.class);
        if (alpn == null) {
            return null;
        }
        // Section 3.1: the server's list holds exactly one name, as its parser has checked, and it is one of ours.
        var selected = Alpn.decodeName(alpn.protocols().get(0));
        if (!names.contains(selected)) {
            throw new ProtocolException(
                    Reason.SELECTED_UNOFFERED_APPLICATION_PROTOCOL,
                    "the server chose an application protocol that was not offered");
        }
        return selected;
    }
}
