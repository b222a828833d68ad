package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.wire.Bytes;

/**
 * A name as name constraints look at it (RFC 5280 section 4.2.1.10): they are about hosts.
 *
 * @param name what stands in the certificate
 * @param localPart of a mail address what is before the host, else empty
 * @param host of a mail address or URI the host; of a host name or an address all of it, else empty
 * @param legal whether it can be compared at all
 */
record ComparableName(GeneralName name, Bytes localPart, Bytes host, boolean legal) {
    static ComparableName of(GeneralName name) {
        var content = name.content();
        return switch (name.form()) {
            // RFC 1034 section 3.5, which certificates follow, has no dot at the end.
            case DNS_NAME ->
                new ComparableName(
                        name, Bytes.EMPTY, content, visible(content) && content.at(content.length() - 1) != '.');
            case RFC822_NAME -> mailbox(name);
            case UNIFORM_RESOURCE_IDENTIFIER -> uri(name);
            case IP_ADDRESS, DIRECTORY_NAME -> new ComparableName(name, Bytes.EMPTY, content, true);
            // Nobody here can tell whether such a name is in a subtree; the section wants it refused then.
            case OTHER_NAME, X400_ADDRESS, EDI_PARTY_NAME, REGISTERED_ID ->
                new ComparableName(name, Bytes.EMPTY, Bytes.EMPTY, false);
        };
    }

    private static ComparableName mailbox(GeneralName name) {
        var content = name.content();
        int at = lastIndexOf(content, '@');
        if (at < 0 || !visible(content)) {
            return new ComparableName(name, Bytes.EMPTY, Bytes.EMPTY, false);
        }
        var host = content.slice(at + 1, content.length() - at - 1);
        return new ComparableName(name, content.slice(0, at), host, !host.isEmpty());
    }

    /** The section: a URI whose authority is no fully qualified domain name MUST be refused, so also an address. */
    private static ComparableName uri(GeneralName name) {
        var content = name.content();
        int from = afterScheme(content);
        if (from < 0 || !visible(content)) {
            return new ComparableName(name, Bytes.EMPTY, Bytes.EMPTY, false);
        }
        int end = from;
        while (end < content.length() && "/?#\\".indexOf(content.at(end)) < 0) {
            end++;
        }
        var authority = content.slice(from, end - from);
        int port = lastIndexOf(authority, ':');
        var host = port < 0 ? authority : authority.slice(0, port);
        // A user before the host can be read in two ways: some, as OpenSSL, take it for a part of the host.
        boolean user = lastIndexOf(authority, '@') >= 0;
        return new ComparableName(name, Bytes.EMPTY, host, !user && domain(host));
    }

    /** Return where the authority begins: after {@code scheme://}; -1 if there is none. */
    private static int afterScheme(Bytes uri) {
        for (int i = 0; i + 2 < uri.length(); i++) {
            if (uri.at(i) == ':') {
                return uri.at(i + 1) == '/' && uri.at(i + 2) == '/' && i > 0 ? i + 3 : -1;
            }
        }
        return -1;
    }

    /** Tell whether it is made of labels and no address: the last label has something that is no digit. */
    private static boolean domain(Bytes host) {
        boolean letters = false;
        for (int i = 0; i < host.length(); i++) {
            int character = host.at(i);
            if (character == '.') {
                letters = false;
                continue;
            }
            if (!letterOrDigit(character) && character != '-' && character != '_') {
                return false;
            }
            letters |= character < '0' || character > '9';
        }
        return letters;
    }

    static boolean letterOrDigit(int character) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '0' && character <= '9');
    }

    /** Tell whether a text is one that a comparison cannot get wrong: not empty, of ASCII, without blanks and controls. */
    private static boolean visible(Bytes text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.at(i) <= ' ' || text.at(i) >= 0x7f) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    static int lastIndexOf(Bytes text, int character) {
        int at = text.length() - 1;
        while (at >= 0 && text.at(at) != character) {
            at--;
        }
        return at;
    }
}
