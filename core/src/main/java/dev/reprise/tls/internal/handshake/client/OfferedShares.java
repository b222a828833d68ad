package dev.reprise.tls.internal.handshake.client;

import dev.reprise.tls.internal.crypto.KeyShare;
import dev.reprise.tls.internal.message.KeyShareClientHello;
import dev.reprise.tls.internal.message.KeyShareEntry;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The key shares of a ClientHello, with their private keys (RFC 9846 section 4.3.8); closing drops these. */
final class OfferedShares implements AutoCloseable {
    private final List<KeyShare> shares;

    private OfferedShares(List<KeyShare> shares) {
        this.shares = shares;
    }

    /** Make the shares of a first ClientHello: of the most wanted group, and of others offered that its keys serve. */
    static OfferedShares first(ClientSettings settings) {
        var groups = settings.terms().groups().of(ProtocolVersion.TLS_1_3);
        var shares = new ArrayList<KeyShare>(2);
        for (var share : settings.shared().keyShares().generate(groups.get(0)).offers()) {
            if (groups.contains(share.group())) {
                shares.add(share);
            }
        }
        return new OfferedShares(shares);
    }

    /** Make the share that a HelloRetryRequest asks for. */
    static OfferedShares only(NamedGroup group, ClientSettings settings) {
        return new OfferedShares(List.of(settings.shared().keyShares().generate(group)));
    }

    /** Return the extension. */
    KeyShareClientHello extension() {
        var entries = new ArrayList<KeyShareEntry>(shares.size());
        for (var share : shares) {
            entries.add(new KeyShareEntry(share.group().code(), share.publicKey()));
        }
        return new KeyShareClientHello(entries);
    }

    /** Return the share of a group, or null when none was sent. */
    @Nullable
    KeyShare find(NamedGroup group) {
        for (var share : shares) {
            if (share.group() == group) {
                return share;
            }
        }
        return null;
    }

    /** Return the share that a ServerHello answers. */
    KeyShare answered(int code) throws ProtocolException {
        var group = NamedGroup.find(code);
        var share = group == null ? null : find(group);
        // RFC 9846 section 4.3.8: the server's share MUST be of a group that the client sent one of.
        if (share == null) {
            throw new ProtocolException(
                    Reason.SELECTED_UNOFFERED_GROUP,
                    "the server chose group 0x%04x, the shares sent were of %s".formatted(code, groups()));
        }
        return share;
    }

    private List<NamedGroup> groups() {
        var groups = new ArrayList<NamedGroup>(shares.size());
        shares.forEach(share -> groups.add(share.group()));
        return groups;
    }

    @Override
    public void close() {
        shares.forEach(KeyShare::close);
    }
}
