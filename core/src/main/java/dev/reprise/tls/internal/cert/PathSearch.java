package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.spec.ProtocolException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * Lists candidate paths from a leaf to the roots by names and key identifiers (RFC 5280 section 6.1 validates them later).
 *
 * <p>How this works: a depth-first walk from issuer to issuer that tries roots before intermediates and likely issuers before
 * unlikely ones. No signature is checked here, so that a walk costs little. A peer chooses the certificates, and could choose
 * a thousand of one name that all seem to issue each other; so the walk has a budget of steps and of paths, whatever comes.
 */
final class PathSearch {
    /** More than any honest chain needs: each path may cost a signature check per certificate. */
    static final int MAX_PATHS = 16;

    private static final int MAX_STEPS = 200;
    private static final String SUBJECT_KEY_IDENTIFIER = "2.5.29.14";
    private static final String AUTHORITY_KEY_IDENTIFIER = "2.5.29.35";

    private final Map<X500Principal, List<X509Certificate>> roots;
    private final Map<X500Principal, List<X509Certificate>> intermediates;
    private final int maxDepth;
    private final List<List<X509Certificate>> paths = new ArrayList<>();
    private int steps;
    private boolean tooDeep;
    private @Nullable X509Certificate deadEnd;

    private PathSearch(
            Map<X500Principal, List<X509Certificate>> roots,
            Map<X500Principal, List<X509Certificate>> intermediates,
            int maxDepth) {
        this.roots = roots;
        this.intermediates = intermediates;
        this.maxDepth = maxDepth;
    }

    /** Search paths for the first certificate of a chain, whose others may help in any order. */
    static PathSearch of(
            List<X509Certificate> sent,
            Map<X500Principal, List<X509Certificate>> roots,
            Map<X500Principal, List<X509Certificate>> configured,
            int maxDepth) {
        var others = new LinkedHashSet<>(sent.subList(1, sent.size()));
        var intermediates = bySubject(others);
        configured.forEach((subject, certificates) -> {
            var all = new LinkedHashSet<>(intermediates.getOrDefault(subject, List.of()));
            all.addAll(certificates);
            intermediates.put(subject, List.copyOf(all));
        });
        var search = new PathSearch(roots, intermediates, maxDepth);
        search.walk(new ArrayList<>(List.of(sent.get(0))));
        return search;
    }

    /** Index certificates by their subject. */
    static Map<X500Principal, List<X509Certificate>> bySubject(Iterable<X509Certificate> certificates) {
        var index = new HashMap<X500Principal, List<X509Certificate>>();
        for (var certificate : certificates) {
            index.computeIfAbsent(certificate.getSubjectX500Principal(), subject -> new ArrayList<>())
                    .add(certificate);
        }
        return index;
    }

    /** Return the candidates, leaf first and root last, the likeliest first. */
    List<List<X509Certificate>> paths() {
        return paths;
    }

    /** Tell whether the walk was cut at the allowed depth. */
    boolean tooDeep() {
        return tooDeep;
    }

    /** Return the first certificate that nobody known issued; null if there is none. */
    @Nullable
    X509Certificate deadEnd() {
        return deadEnd;
    }

    private void walk(List<X509Certificate> path) {
        if (++steps > MAX_STEPS || paths.size() >= MAX_PATHS) {
            return;
        }
        var last = path.get(path.size() - 1);
        // A leaf that is itself a root is trusted as it is: a self-signed server certificate that was pinned.
        if (path.size() == 1
                && roots.getOrDefault(last.getSubjectX500Principal(), List.of()).contains(last)) {
            paths.add(List.copyOf(path));
            return;
        }
        boolean issued = false;
        for (var root : issuers(last, roots)) {
            if (paths.size() < MAX_PATHS && !path.contains(root)) {
                issued = true;
                var complete = new ArrayList<>(path);
                complete.add(root);
                paths.add(List.copyOf(complete));
            }
        }
        for (var issuer : issuers(last, intermediates)) {
            if (onPath(issuer, path)) {
                continue;
            }
            issued = true;
            if (path.size() > maxDepth) {
                tooDeep = true;
                break;
            }
            path.add(issuer);
            walk(path);
            path.remove(path.size() - 1);
        }
        if (!issued && deadEnd == null) {
            deadEnd = last;
        }
    }

    /** RFC 4158 section 5.2: a path that has the same name and key twice proves nothing that it would not without the loop. */
    private static boolean onPath(X509Certificate candidate, List<X509Certificate> path) {
        for (var certificate : path) {
            if (certificate.getSubjectX500Principal().equals(candidate.getSubjectX500Principal())
                    && certificate.getPublicKey().equals(candidate.getPublicKey())) {
                return true;
            }
        }
        return false;
    }

    private static List<X509Certificate> issuers(
            X509Certificate certificate, Map<X500Principal, List<X509Certificate>> from) {
        var issuers = from.getOrDefault(certificate.getIssuerX500Principal(), List.of());
        var wanted = issuers.size() < 2 ? null : authorityKeyIdentifier(certificate);
        if (wanted == null) {
            return issuers;
        }
        // A key identifier is a hint, nothing more (RFC 5280 section 4.2.1.1): it sorts, it never rules out.
        var likely = new ArrayList<X509Certificate>();
        var unlikely = new ArrayList<X509Certificate>();
        for (var issuer : issuers) {
            (wanted.equals(subjectKeyIdentifier(issuer)) ? likely : unlikely).add(issuer);
        }
        likely.addAll(unlikely);
        return likely;
    }

    private static @Nullable Bytes authorityKeyIdentifier(X509Certificate certificate) {
        var extension = certificate.getExtensionValue(AUTHORITY_KEY_IDENTIFIER);
        if (extension == null) {
            return null;
        }
        try {
            var fields = new DerReader(new DerReader(Bytes.wrap(extension)).content(DerReader.OCTET_STRING))
                    .enter(DerReader.SEQUENCE);
            return fields.nextTag() == 0x80 ? fields.content(0x80) : null;
        } catch (ProtocolException e) {
            return null; // a damaged hint is no hint
        }
    }

    private static @Nullable Bytes subjectKeyIdentifier(X509Certificate certificate) {
        var extension = certificate.getExtensionValue(SUBJECT_KEY_IDENTIFIER);
        if (extension == null) {
            return null;
        }
        try {
            return new DerReader(new DerReader(Bytes.wrap(extension)).content(DerReader.OCTET_STRING))
                    .content(DerReader.OCTET_STRING);
        } catch (ProtocolException e) {
            return null; // a damaged hint is no hint
        }
    }
}
