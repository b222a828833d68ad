package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.cert.CertificateRules.Place;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.spec.ProtocolException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lists candidate paths from a leaf to the roots by names and key identifiers (RFC 5280 section 6.1 validates them later).
 *
 * <p>How this works: a depth-first walk from issuer to issuer that tries roots before intermediates and likely issuers before
 * unlikely ones. No signature is checked here, so that a walk costs little. A peer chooses the certificates, and could choose
 * a thousand of one name that all seem to issue each other; so the walk has a budget of steps and of paths, whatever comes.
 * Whoever is asked about each issuer can keep out those that are on no valid path, so that the budget is left for the others.
 */
final class PathSearch {
    /** More than any honest chain needs: each path may cost a signature check per certificate. */
    static final int MAX_PATHS = 16;

    private static final int MAX_STEPS = 200;
    private static final int MAX_INTERMEDIATES = 2 * ChainPolicy.MAX_DEPTH; // self-issued ones included
    private static final int KEY_IDENTIFIER = 0x80;

    private final Map<DistinguishedName, List<DerCertificate>> roots;
    private final Map<DistinguishedName, List<DerCertificate>> sent;
    private final Map<DistinguishedName, List<DerCertificate>> configured;
    private final int maxDepth;
    private final Issuers allowed;
    private final List<List<DerCertificate>> paths = new ArrayList<>();
    private int steps;
    private boolean tooDeep;
    private @Nullable DerCertificate deadEnd;

    /** Says which certificates a path may lead over. */
    @FunctionalInterface
    interface Issuers {
        /** Any will do. */
        Issuers ALL = (certificate, place) -> true;

        /** Tell whether a certificate may stand at this place, INTERMEDIATE or ANCHOR. */
        boolean allow(DerCertificate certificate, Place place);
    }

    private PathSearch(
            Map<DistinguishedName, List<DerCertificate>> roots,
            Map<DistinguishedName, List<DerCertificate>> sent,
            Map<DistinguishedName, List<DerCertificate>> configured,
            int maxDepth,
            Issuers allowed) {
        this.roots = roots;
        this.sent = sent;
        this.configured = configured;
        this.maxDepth = maxDepth;
        this.allowed = allowed;
    }

    /** Search paths for the first certificate of a chain, whose others may help in any order. */
    static PathSearch of(
            List<DerCertificate> sent,
            Map<DistinguishedName, List<DerCertificate>> roots,
            Map<DistinguishedName, List<DerCertificate>> configured,
            int maxDepth,
            Issuers allowed) {
        var others = bySubject(new LinkedHashSet<>(sent.subList(1, sent.size())));
        var search = new PathSearch(roots, others, configured, maxDepth, allowed);
        search.walk(new ArrayList<>(List.of(sent.get(0))));
        return search;
    }

    /** Index certificates by their subject. */
    static Map<DistinguishedName, List<DerCertificate>> bySubject(Iterable<DerCertificate> certificates) {
        var index = new HashMap<DistinguishedName, List<DerCertificate>>();
        for (var certificate : certificates) {
            index.computeIfAbsent(certificate.tbs().subject(), subject -> new ArrayList<>())
                    .add(certificate);
        }
        return index;
    }

    /** Return the candidates, leaf first and root last, the likeliest first. */
    List<List<DerCertificate>> paths() {
        return paths;
    }

    /** Tell whether the walk was cut at the allowed depth. */
    boolean tooDeep() {
        return tooDeep;
    }

    /** Return the first certificate that nobody known issued; null if there is none. */
    @Nullable
    DerCertificate deadEnd() {
        return deadEnd;
    }

    private void walk(List<DerCertificate> path) {
        if (++steps > MAX_STEPS || paths.size() >= MAX_PATHS) {
            return;
        }
        var last = path.get(path.size() - 1);
        // A leaf that is itself a root is trusted as it is: a self-signed server certificate that was pinned.
        if (path.size() == 1
                && roots.getOrDefault(last.tbs().subject(), List.of()).contains(last)) {
            paths.add(List.copyOf(path));
            return;
        }
        boolean issued = false;
        for (var root : likelyFirst(last, roots.getOrDefault(last.tbs().issuer(), List.of()))) {
            if (paths.size() < MAX_PATHS && !path.contains(root) && allowed.allow(root, Place.ANCHOR)) {
                issued = true;
                var complete = new ArrayList<>(path);
                complete.add(root);
                paths.add(List.copyOf(complete));
            }
        }
        for (var issuer : likelyFirst(last, intermediates(last.tbs().issuer()))) {
            if (onPath(issuer, path) || !allowed.allow(issuer, Place.INTERMEDIATE)) {
                continue;
            }
            issued = true;
            // RFC 5280 section 6.1: self-issued certificates, which bridge a change of keys, do not count.
            if (path.size() > MAX_INTERMEDIATES || (!issuer.selfIssued() && depth(path) >= maxDepth)) {
                tooDeep = true;
                continue;
            }
            path.add(issuer);
            walk(path);
            path.remove(path.size() - 1);
        }
        if (!issued && deadEnd == null) {
            deadEnd = last;
        }
    }

    private static int depth(List<DerCertificate> path) {
        int depth = 0;
        for (var intermediate : path.subList(1, path.size())) {
            depth += intermediate.selfIssued() ? 0 : 1;
        }
        return depth;
    }

    /** RFC 4158 section 5.2: a path that has the same name and key twice proves nothing that it would not without the loop. */
    private static boolean onPath(DerCertificate candidate, List<DerCertificate> path) {
        for (var certificate : path) {
            if (certificate.tbs().subject().equals(candidate.tbs().subject())
                    && certificate.tbs().key().equals(candidate.tbs().key())) {
                return true;
            }
        }
        return false;
    }

    private List<DerCertificate> intermediates(DistinguishedName subject) {
        var known = configured.getOrDefault(subject, List.of());
        var all = sent.getOrDefault(subject, List.of());
        if (known.isEmpty()) {
            return all;
        }
        var both = new LinkedHashSet<>(all);
        both.addAll(known);
        return List.copyOf(both);
    }

    private static List<DerCertificate> likelyFirst(DerCertificate certificate, List<DerCertificate> issuers) {
        var wanted = issuers.size() < 2 ? null : authorityKeyIdentifier(certificate);
        if (wanted == null) {
            return issuers;
        }
        // A key identifier is a hint, nothing more (RFC 5280 section 4.2.1.1): it sorts, it never rules out.
        var likely = new ArrayList<DerCertificate>();
        var unlikely = new ArrayList<DerCertificate>();
        for (var issuer : issuers) {
            (wanted.equals(subjectKeyIdentifier(issuer)) ? likely : unlikely).add(issuer);
        }
        likely.addAll(unlikely);
        return likely;
    }

    private static @Nullable Bytes authorityKeyIdentifier(DerCertificate certificate) {
        var extension = certificate.tbs().extensions().value(CertificateExtensions.AUTHORITY_KEY_IDENTIFIER);
        if (extension == null) {
            return null;
        }
        try {
            var fields = new DerReader(extension).enter(DerReader.SEQUENCE);
            return fields.nextTag() == KEY_IDENTIFIER ? fields.content(KEY_IDENTIFIER) : null;
        } catch (ProtocolException e) {
            return null; // a damaged hint is no hint
        }
    }

    private static @Nullable Bytes subjectKeyIdentifier(DerCertificate certificate) {
        var extension = certificate.tbs().extensions().value(CertificateExtensions.SUBJECT_KEY_IDENTIFIER);
        if (extension == null) {
            return null;
        }
        try {
            return new DerReader(extension).content(DerReader.OCTET_STRING);
        } catch (ProtocolException e) {
            return null; // a damaged hint is no hint
        }
    }
}
