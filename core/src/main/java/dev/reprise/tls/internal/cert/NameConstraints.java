package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.cert.GeneralName.Form;
import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which names the certificates below an authority may have (RFC 5280 section 4.2.1.10). */
final class NameConstraints {
    private static final int PERMITTED = DerReader.context(0);
    private static final int EXCLUDED = DerReader.context(1);

    private final Map<Form, List<GeneralSubtree>> permitted;
    private final Map<Form, List<GeneralSubtree>> excluded;

    private NameConstraints(Map<Form, List<GeneralSubtree>> permitted, Map<Form, List<GeneralSubtree>> excluded) {
        this.permitted = permitted;
        this.excluded = excluded;
    }

    /** Return those of a certificate, null if it has none; what does not parse is {@link Reason#MALFORMED_CERTIFICATE}. */
    static @Nullable NameConstraints of(CertificateExtensions extensions) throws ProtocolException {
        var value = extensions.value(CertificateExtensions.NAME_CONSTRAINTS);
        if (value == null) {
            return null;
        }
        try {
            var reader = new DerReader(value);
            var lists = reader.enter(DerReader.SEQUENCE);
            reader.end();
            var permitted = subtrees(lists, PERMITTED);
            var excluded = subtrees(lists, EXCLUDED);
            lists.end();
            // The section: it MUST NOT be empty.
            if (permitted.isEmpty() && excluded.isEmpty()) {
                throw new ProtocolException(Reason.MALFORMED_CERTIFICATE, "name constraints without a subtree");
            }
            return new NameConstraints(permitted, excluded);
        } catch (ProtocolException e) {
            throw new ProtocolException(
                    Reason.MALFORMED_CERTIFICATE, "its name constraints do not parse: " + e.getMessage());
        }
    }

    private static Map<Form, List<GeneralSubtree>> subtrees(DerReader lists, int tag) throws ProtocolException {
        var byForm = new EnumMap<Form, List<GeneralSubtree>>(Form.class);
        if (lists.nextTag() == tag) {
            var list = lists.enter(tag);
            do {
                var subtree = GeneralSubtree.parse(list);
                byForm.computeIfAbsent(subtree.base().form(), form -> new ArrayList<>())
                        .add(subtree);
            } while (list.hasNext());
        }
        return byForm;
    }

    /**
     * Tell whether they allow a name. One of a form that they say nothing of is allowed; one that cannot be compared with what
     * they say is not.
     */
    boolean allow(ComparableName name, VerificationBudget budget) throws ProtocolException {
        var form = name.name().form();
        var within = permitted.getOrDefault(form, List.of());
        var without = excluded.getOrDefault(form, List.of());
        if (within.isEmpty() && without.isEmpty()) {
            return true;
        }
        budget.spendComparisons(within.size() + without.size());
        return name.legal() && (within.isEmpty() || contained(name, within)) && !excluded(name, without);
    }

    private static boolean contained(ComparableName name, List<GeneralSubtree> subtrees) {
        for (var subtree : subtrees) {
            if (subtree.contains(name)) {
                return true;
            }
        }
        return false;
    }

    /** An empty mail address or URI is defined nowhere; who excludes it means all, as with host names. */
    private static boolean excluded(ComparableName name, List<GeneralSubtree> subtrees) {
        for (var subtree : subtrees) {
            if (subtree.base().content().isEmpty() || subtree.contains(name)) {
                return true;
            }
        }
        return false;
    }
}
