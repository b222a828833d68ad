package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.cert.GeneralName.Form;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;

/**
 * One subtree of a name constraint (RFC 5280 section 4.2.1.10): the names that its base stands for.
 *
 * @param base a name, a domain, or an address with its mask
 */
record GeneralSubtree(GeneralName base) {
    private static final int MINIMUM = 0x80;

    /** Read one; what does not parse, or has a minimum or maximum, is a ProtocolException. */
    static GeneralSubtree parse(DerReader list) throws ProtocolException {
        var fields = list.enter(DerReader.SEQUENCE);
        var base = GeneralName.parse(fields);
        // The section: minimum MUST be zero and maximum absent; who meets others must process them or refuse.
        if (fields.nextTag() == MINIMUM && !fields.content(MINIMUM).equals(Bytes.ofHex("00"))) {
            throw malformed("a subtree with a minimum");
        }
        fields.end();
        if (base.form() == Form.IP_ADDRESS
                && base.content().length() != 8
                && base.content().length() != 32) {
            throw malformed(
                    "a subtree of an address and a mask of " + base.content().length() + " bytes together");
        }
        return new GeneralSubtree(base);
    }

    /** Tell whether a name of the same form is in it; the name is {@link ComparableName#legal legal}. */
    boolean contains(ComparableName name) {
        var content = base.content();
        return switch (base.form()) {
            case DNS_NAME -> containsHost(name.host());
            case RFC822_NAME -> containsMailbox(name);
            case UNIFORM_RESOURCE_IDENTIFIER ->
                startsWithDot(content) ? endsWith(name.host(), content) : equalsIgnoringCase(name.host(), content);
            case IP_ADDRESS -> containsAddress(name.host());
            case DIRECTORY_NAME ->
                base.directoryName() != null
                        && name.name().directoryName() != null
                        && name.name().directoryName().within(base.directoryName());
            case OTHER_NAME, X400_ADDRESS, EDI_PARTY_NAME, REGISTERED_ID ->
                throw new IllegalStateException("a form that is not compared: " + base.form());
        };
    }

    /** The domain and all below it; with a dot before it, as many write it, only what is below. Empty means all. */
    private boolean containsHost(Bytes host) {
        var domain = base.content();
        if (domain.length() > 1 && domain.at(domain.length() - 1) == '.') {
            domain = domain.slice(0, domain.length() - 1); // the root's dot, which names in certificates do not have
        }
        return domain.isEmpty()
                || equalsIgnoringCase(host, domain)
                || (endsWith(host, domain)
                        && (domain.at(0) == '.' || host.at(host.length() - domain.length() - 1) == '.'));
    }

    /** One mailbox; all of one host; or with a dot before it all of the hosts below a domain. */
    private boolean containsMailbox(ComparableName name) {
        var content = base.content();
        int at = ComparableName.lastIndexOf(content, '@');
        if (at < 0 && startsWithDot(content)) {
            return endsWith(name.host(), content);
        }
        // RFC 5280 section 7.5: the local part is compared exactly, the host without regard to case.
        return (at <= 0 || name.localPart().equals(content.slice(0, at)))
                && equalsIgnoringCase(name.host(), content.slice(at + 1, content.length() - at - 1));
    }

    private boolean containsAddress(Bytes address) {
        var content = base.content();
        if (content.length() != 2 * address.length()) {
            return false; // the other family
        }
        for (int i = 0; i < address.length(); i++) {
            if (((address.at(i) ^ content.at(i)) & content.at(address.length() + i)) != 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean startsWithDot(Bytes domain) {
        return !domain.isEmpty() && domain.at(0) == '.';
    }

    /** Tell whether a name is longer than another and ends with it. */
    private static boolean endsWith(Bytes name, Bytes end) {
        int from = name.length() - end.length();
        return from > 0 && equalsIgnoringCase(name.slice(from, end.length()), end);
    }

    private static boolean equalsIgnoringCase(Bytes one, Bytes other) {
        if (one.length() != other.length()) {
            return false;
        }
        for (int i = one.length() - 1; i >= 0; i--) {
            if (lower(one.at(i)) != lower(other.at(i))) {
                return false;
            }
        }
        return true;
    }

    private static int lower(int character) {
        return character >= 'A' && character <= 'Z' ? character + ('a' - 'A') : character;
    }

    private static ProtocolException malformed(String what) {
        return new ProtocolException(Reason.MALFORMED_CERTIFICATE, what);
    }
}
