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
 * <p>How this works: depth-first walks from issuer to issuer, for short paths before longer ones, that try likely issuers before
 * unlikely ones and stop at the first path that passes. No signature is checked on the way, so that they cost little. A
 * peer chooses the certificates, and could choose a thousand of one name that all seem to issue each other; so there is a
 * budget of steps and of paths, whatever comes. Whoever is asked about each issuer keeps out those that are on no valid path,
 * and learns of more with each path that fails: so the budget is left for the others.
 */
final class PathSearch {
    /** More than any honest chain needs; what a path may cost is bounded by {@link VerificationBudget}. */
    static final int MAX_PATHS = 64;

    private static final int MAX_STEPS = 1000;
    private static final List<DerCertificate> NONE = List.of();
    private static final int MAX_INTERMEDIATES = 2 * ChainPolicy.MAX_DEPTH; // self-issued ones included
    private static final int KEY_IDENTIFIER = 0x80;

    private final Map<DistinguishedName, List<DerCertificate>> roots;
    private final Map<DistinguishedName, List<DerCertificate>> sent;
    private final Map<DistinguishedName, List<DerCertificate>> configured;
    private final int maxDepth;
    private final Issuers allowed;
    private final Candidate candidate;
    private boolean longer = true;
    private int steps;
    private int paths;
    private boolean tooDeep;
    private @Nullable DerCertificate deadEnd;

    /** Says which certificates a path may lead over. */
    @FunctionalInterface
    interface Issuers {
        /** Any will do. */
        Issuers ALL = (path, issuer, place) -> true;

        /** Tell whether a path, leaf first, may go on over this issuer at this place, INTERMEDIATE or ANCHOR. */
        boolean allow(List<DerCertificate> path, DerCertificate issuer, Place place);
    }

    /** Judges paths. */
    @FunctionalInterface
    interface Candidate {
        /**
         * Tell whether a path, leaf first and root last, is the answer; the list is the caller's own.
         *
         * @throws ProtocolException to end the search
         */
        boolean passes(List<DerCertificate> path) throws ProtocolException;
    }

    private PathSearch(
            Map<DistinguishedName, List<DerCertificate>> roots,
            Map<DistinguishedName, List<DerCertificate>> sent,
            Map<DistinguishedName, List<DerCertificate>> configured,
            int maxDepth,
            Issuers allowed,
            Candidate candidate) {
        this.roots = roots;
        this.sent = sent;
        this.configured = configured;
        this.maxDepth = maxDepth;
        this.allowed = allowed;
        this.candidate = candidate;
    }

    /** Search paths for the first certificate of a chain, whose others may help in any order, until one passes. */
    static PathSearch of(
            List<DerCertificate> sent,
            Map<DistinguishedName, List<DerCertificate>> roots,
            Map<DistinguishedName, List<DerCertificate>> configured,
            int maxDepth,
            Issuers allowed,
            Candidate candidate)
            throws ProtocolException {
        var others = bySubject(new LinkedHashSet<>(sent.subList(1, sent.size())));
        var search = new PathSearch(roots, others, configured, maxDepth, allowed, candidate);
        search.walk(sent.get(0));
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

    /** Tell whether a walk was cut, at the allowed depth or after too many steps. */
    boolean tooDeep() {
        return tooDeep;
    }

    /** Return the first certificate that nobody known issued; null if there is none. */
    @Nullable
    DerCertificate deadEnd() {
        return deadEnd;
    }

    /** Walk ever longer paths, as valid ones are short, until one passes or there is none left. */
    private void walk(DerCertificate leaf) throws ProtocolException {
        var path = new ArrayList<>(List.of(leaf));
        for (int length = 1; longer; length++) {
            longer = false;
            if (walk(path, length)) {
                return;
            }
        }
    }

    /** Go on from the last certificate of a path until it has this length without its root; tell whether the search is over. */
    private boolean walk(List<DerCertificate> path, int length) throws ProtocolException {
        if (++steps > MAX_STEPS) {
            tooDeep = true;
            return true;
        }
        var last = path.get(path.size() - 1);
        // A leaf that is itself a root is trusted as it is: a self-signed server certificate that was pinned.
        if (path.size() == 1
                && roots.getOrDefault(last.tbs().subject(), List.of()).contains(last)) {
            return complete(path);
        }
        boolean end = path.size() == length;
        boolean issued = false;
        for (var root : end ? likelyFirst(last, roots.getOrDefault(last.tbs().issuer(), List.of())) : NONE) {
            if (path.contains(root) || !allowed.allow(path, root, Place.ANCHOR)) {
                continue;
            }
            issued = true;
            path.add(root);
            boolean over = complete(path);
            path.remove(path.size() - 1);
            if (over) {
                return true;
            }
        }
        for (var issuer : likelyFirst(last, intermediates(last.tbs().issuer()))) {
            if (onPath(issuer, path) || !allowed.allow(path, issuer, Place.INTERMEDIATE)) {
                continue;
            }
            issued = true;
            // RFC 5280 section 6.1: self-issued certificates, which bridge a change of keys, do not count.
            if (path.size() > MAX_INTERMEDIATES || (!issuer.selfIssued() && depth(path) >= maxDepth)) {
                tooDeep = true;
                continue;
            }
            if (end) {
                longer = true;
                continue;
            }
            path.add(issuer);
            boolean over = walk(path, length);
            path.remove(path.size() - 1);
            if (over) {
                return true;
            }
        }
        if (end && !issued && deadEnd == null) {
            deadEnd = last;
        }
        return false;
    }

    private boolean complete(List<DerCertificate> path) throws ProtocolException {
        return candidate.passes(List.copyOf(path)) || ++paths >= MAX_PATHS;
    }

    /** Count the intermediates of a path that has no root yet, but for self-issued ones. */
    static int depth(List<DerCertificate> path) {
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
