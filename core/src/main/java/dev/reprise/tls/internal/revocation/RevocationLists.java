package dev.reprise.tls.internal.revocation;

import dev.reprise.tls.internal.cert.Pem;
import dev.reprise.tls.internal.wire.Printable;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.RevocationReason;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CRLReason;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The revocation lists that one side was given (RFC 5280 section 5). Immutable and thread-safe. */
public final class RevocationLists {
    /** No lists: nothing is looked up. */
    public static final RevocationLists NONE = new RevocationLists(List.of(), true);

    /** RFC 7468 section 6, and the older label that OpenSSL takes for it. */
    private static final Set<String> LABELS = Set.of("X509 CRL", "CRL");

    private final List<RevocationList> lists;
    private final boolean checkTime;

    private RevocationLists(List<RevocationList> lists, boolean checkTime) {
        this.lists = List.copyOf(lists);
        this.checkTime = checkTime;
    }

    /**
     * Parse all lists of a PEM text; other blocks are passed over. A list that is damaged or of a kind that is not read
     * (delta, indirect), or none at all, is an IOException that names the source.
     */
    public static RevocationLists parsePem(byte[] pem, String source) throws IOException {
        var lists = new ArrayList<RevocationList>();
        for (var element : Pem.parse(pem)) {
            if (!LABELS.contains(element.label())) {
                continue;
            }
            var which = "revocation list " + (lists.size() + 1) + " in " + source;
            switch (element) {
                case Pem.DamagedBlock damaged -> throw new IOException(which + " is damaged: " + damaged.damage());
                case Pem.Block block -> {
                    try {
                        lists.add(RevocationList.parse(block.content()));
                    } catch (IOException e) {
                        throw new IOException(which + " " + e.getMessage(), e);
                    }
                }
            }
        }
        if (lists.isEmpty()) {
            throw new IOException("no revocation list in " + source + ", expected a PEM block BEGIN X509 CRL");
        }
        return new RevocationLists(lists, true);
    }

    /** Return the same lists, and others with them. */
    public RevocationLists with(RevocationLists others) {
        var all = new ArrayList<>(lists);
        all.addAll(others.lists);
        return new RevocationLists(all, checkTime && others.checkTime);
    }

    /** Return the same lists, valid at all times. */
    RevocationLists timeless() {
        return new RevocationLists(lists, false);
    }

    /** Feed all lists to a digest, in their order. */
    public void update(MessageDigest digest) {
        for (var list : lists) {
            list.update(digest);
        }
    }

    /** Tell whether there are none. */
    public boolean isEmpty() {
        return lists.isEmpty();
    }

    /**
     * Require that a certificate is on no list, and that there is a list that says so.
     *
     * @param issuer whose key signed the certificate, and has to have signed the list
     * @return until when the list counts, {@link Instant#MAX} if dates are not checked
     * @throws ProtocolException CERTIFICATE_REVOKED, or NO_REVOCATION_LIST when none covers the certificate
     */
    Instant require(X509Certificate certificate, X509Certificate issuer, Instant now) throws ProtocolException {
        String unusable = null;
        Instant until = null;
        for (var list : lists) {
            if (!list.issuer().equals(certificate.getIssuerX500Principal()) || !list.covers(certificate)) {
                continue;
            }
            try {
                list.requireUsable(issuer, checkTime ? now : null);
            } catch (GeneralSecurityException e) {
                unusable = e.getMessage();
                continue;
            }
            var entry = list.entry(certificate);
            if (entry != null) {
                throw revoked(certificate, entry);
            }
            // Two may overlap; both were looked at.
            var ends = checkTime ? list.nextUpdate() : Instant.MAX;
            until = until == null || ends.isBefore(until) ? ends : until;
        }
        if (until != null) {
            return until;
        }
        var issuerName = Printable.of(certificate.getIssuerX500Principal());
        throw new ProtocolException(
                Reason.NO_REVOCATION_LIST,
                unusable == null
                        ? "no revocation list by " + issuerName + " for certificate "
                                + Printable.of(certificate.getSubjectX500Principal())
                        : "the revocation list by " + issuerName + " " + unusable);
    }

    private static ProtocolException revoked(X509Certificate certificate, X509CRLEntry entry) {
        var given = entry.getRevocationReason();
        var reason = given == null || given == CRLReason.UNUSED
                ? RevocationReason.UNSPECIFIED
                : RevocationReason.valueOf(given.name());
        return new ProtocolException(
                Reason.CERTIFICATE_REVOKED,
                "certificate " + Printable.of(certificate.getSubjectX500Principal()) + " was revoked at "
                        + entry.getRevocationDate().toInstant() + ", "
                        + reason.displayName());
    }
}
