package dev.reprise.tls.jsse;

import dev.reprise.tls.internal.crypto.JcaKeyShares;
import dev.reprise.tls.internal.engine.EngineLimits;
import dev.reprise.tls.internal.handshake.Shared;
import dev.reprise.tls.internal.handshake.SignatureSchemes;
import dev.reprise.tls.internal.handshake.Terms;
import dev.reprise.tls.internal.record.SealingRules;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.SignatureScheme;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a context's connections of one role begin with: by the system's properties, or by a config.
 *
 * @param shared what is dear to make
 * @param groups the groups that are there and allowed, most wanted first
 * @param has whether there is a group, for programs that name others
 * @param ownSchemes what we sign by
 * @param acceptedSchemes what the peer may sign by
 * @param maxCertificates how many certificates of a peer are looked at
 * @param limits bounds what the peer may do
 * @param sealing how records are sealed
 */
record Role(
        Shared shared,
        List<NamedGroup> groups,
        Predicate<NamedGroup> has,
        List<SignatureScheme> ownSchemes,
        List<SignatureScheme> acceptedSchemes,
        int maxCertificates,
        EngineLimits limits,
        SealingRules sealing) {
    private static final List<NamedGroup> GROUPS = List.of(
            NamedGroup.X25519MLKEM768,
            NamedGroup.X25519,
            NamedGroup.SECP256R1,
            NamedGroup.SECP384R1,
            NamedGroup.SECP521R1);

    /** Read the system's properties. */
    static Role ofProperties(boolean client, Shared shared, JcaKeyShares keyShares) {
        Predicate<NamedGroup> has = group -> keyShares.has(group) && !DisabledAlgorithms.OF_TLS.forbids(group.name());
        var named = JsseProperties.groups();
        var longest = JsseProperties.maxHandshakeMessage();
        var schemes = schemes(JsseProperties.schemes(client));
        return new Role(
                shared,
                usable(named == null ? GROUPS : GroupNames.groups(named), has),
                has,
                schemes,
                schemes,
                JsseProperties.maxCertificates(client),
                longest == null ? EngineLimits.DEFAULT : EngineLimits.DEFAULT.withHandshakeMessage(longest),
                JsseProperties.sealing());
    }

    /** Begin as the connections of a config do. */
    static Role of(Shared shared, Terms terms, EngineLimits limits, SealingRules sealing) {
        var groups = new LinkedHashSet<NamedGroup>();
        groups.addAll(terms.groups().of(ProtocolVersion.TLS_1_3));
        groups.addAll(terms.groups().of(ProtocolVersion.TLS_1_2));
        return new Role(
                shared,
                List.copyOf(groups),
                groups::contains,
                terms.ownSchemes().all(),
                terms.acceptedSchemes().all(),
                terms.maxCertificates(),
                limits,
                sealing);
    }

    private static List<SignatureScheme> schemes(@Nullable List<String> names) {
        var schemes = new ArrayList<SignatureScheme>();
        for (var scheme : SignatureSchemes.ALL.all()) {
            if (!DisabledAlgorithms.OF_TLS.forbids(scheme.name(), "HandshakeSignature")) {
                schemes.add(scheme);
            }
        }
        return List.copyOf(named(schemes, names));
    }

    private static List<NamedGroup> usable(List<NamedGroup> wanted, Predicate<NamedGroup> has) {
        var usable = new ArrayList<NamedGroup>(wanted.size());
        for (var group : wanted) {
            if (has.test(group)) {
                usable.add(group);
            }
        }
        return List.copyOf(usable);
    }

    /** Return the groups that a program has named, as far as they are there; ours when it has named none. */
    List<NamedGroup> groups(@Nullable List<String> names) {
        return names == null ? groups : usable(GroupNames.groups(names), has);
    }

    /** Return what the peer may sign by when a program has named schemes. */
    List<SignatureScheme> acceptedSchemes(@Nullable List<String> names) {
        return named(acceptedSchemes, names);
    }

    /** Return what we sign by when a program has named schemes. */
    List<SignatureScheme> ownSchemes(@Nullable List<String> names) {
        return named(ownSchemes, names);
    }

    private static List<SignatureScheme> named(List<SignatureScheme> schemes, @Nullable List<String> names) {
        if (names == null) {
            return schemes;
        }
        // In the program's order, which is that of its preference.
        var named = SchemeNames.schemes(names);
        named.retainAll(schemes);
        return named;
    }
}
