package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An extension block (RFC 9846 section 4.3) in the order of the wire. Parsing enforces what the block alone can tell: no
 * type twice, each in a message it belongs to, pre_shared_key last in a ClientHello. Immutable.
 */
public final class Extensions {
    /** No extensions. */
    public static final Extensions NONE = new Extensions(List.of(), 2);

    private static final int NOT_MEASURED = -1;

    private final List<Extension> list;
    /** Known once parsed or encoded; every thread finds the same. */
    private int encodedLength;

    private Extensions(List<Extension> list, int encodedLength) {
        this.list = list;
        this.encodedLength = encodedLength;
    }

    /** Make a block; a type twice or a pre_shared_key offer that is not last is an IllegalArgumentException. */
    public static Extensions of(Extension... extensions) {
        return of(List.of(extensions));
    }

    /** Make a block; a type twice or a pre_shared_key offer that is not last is an IllegalArgumentException. */
    public static Extensions of(List<Extension> extensions) {
        var list = List.copyOf(extensions);
        if (duplicate(list) >= 0) {
            throw new IllegalArgumentException("an extension twice: " + duplicate(list));
        }
        for (int i = 0; i < list.size() - 1; i++) {
            if (list.get(i) instanceof OfferedPsks) {
                throw new IllegalArgumentException("pre_shared_key is not last");
            }
        }
        return new Extensions(list, NOT_MEASURED);
    }

    /**
     * Read a block with its 16-bit length, as a view.
     *
     * @throws ProtocolException DUPLICATE_EXTENSION, EXTENSION_NOT_ALLOWED, PRE_SHARED_KEY_NOT_LAST, or what is wrong
     *     inside an extension
     */
    public static Extensions parse(Reader r, ExtensionContext context) throws ProtocolException {
        return parseBlock(r.vector16(0), context);
    }

    /** Read the block of a message in which TLS 1.2 may leave it out altogether: at the end of the two hellos. */
    static Extensions parseOptional(Reader r, ExtensionContext context) throws ProtocolException {
        return r.remaining() == 0 ? NONE : parse(r, context);
    }

    /** Read the block of a ServerHello, whose version is told by whether supported_versions is in it (section 4.3.1). */
    static Extensions parseServerHello(Reader r) throws ProtocolException {
        if (r.remaining() == 0) {
            return NONE;
        }
        var block = r.vector16(0);
        var scan = block.reader();
        while (scan.remaining() > 0) {
            int type = scan.u16();
            scan.vector16(0);
            if (type == ExtensionType.SUPPORTED_VERSIONS.code()) {
                return parseBlock(block, ExtensionContext.SERVER_HELLO);
            }
        }
        return parseBlock(block, ExtensionContext.TLS12_SERVER_HELLO);
    }

    private static Extensions parseBlock(Bytes block, ExtensionContext context) throws ProtocolException {
        var r = block.reader();
        var list = new ArrayList<Extension>();
        boolean pskSeen = false;
        while (r.remaining() > 0) {
            // RFC 9846 section 4.3.11: pre_shared_key MUST be the last extension in the ClientHello.
            if (pskSeen) {
                throw new ProtocolException(Reason.PRE_SHARED_KEY_NOT_LAST, "extension " + r.u16() + " follows");
            }
            var extension = parseOne(r.u16(), r.vector16(0), context);
            pskSeen = extension instanceof OfferedPsks;
            list.add(extension);
        }
        // RFC 9846 section 4.3: not more than one extension of the same type in a block.
        int duplicate = duplicate(list);
        if (duplicate >= 0) {
            throw new ProtocolException(Reason.DUPLICATE_EXTENSION, "extension " + duplicate + " twice in " + context);
        }
        return new Extensions(List.copyOf(list), 2 + block.length());
    }

    private static Extension parseOne(int code, Bytes data, ExtensionContext context) throws ProtocolException {
        var type = ExtensionType.find(code);
        if (type == null) {
            return new UnknownExtension(code, data);
        }
        if (!type.allowedIn(context)) {
            // Not a rule of TLS 1.2: the state says first that the version is not the one it wants.
            if (context == ExtensionContext.TLS12_SERVER_HELLO) {
                return new UnknownExtension(code, data);
            }
            // RFC 9846 section 4.3: recognized and not specified for this message is illegal_parameter.
            throw new ProtocolException(Reason.EXTENSION_NOT_ALLOWED, type + " in " + context);
        }
        var body = data.reader();
        var extension = Extension.parse(type, context, body);
        body.end();
        return extension;
    }

    /** Return a type that occurs twice, or -1. Nearly all types there are have a bit of a long each. */
    private static int duplicate(List<Extension> list) {
        long seen = 0;
        int others = 0;
        for (int i = 0; i < list.size(); i++) {
            int type = list.get(i).type();
            if (type >= Long.SIZE) {
                others++;
            } else if ((seen & 1L << type) != 0) {
                return type;
            } else {
                seen |= 1L << type;
            }
        }
        return others < 2 ? -1 : duplicateAbove(list, others);
    }

    /** The same for the other types. Sorted, as a hostile block of 64 KiB holds 16,000 extensions. */
    private static int duplicateAbove(List<Extension> list, int count) {
        var types = new int[count];
        int found = 0;
        for (int i = 0; i < list.size(); i++) {
            int type = list.get(i).type();
            if (type >= Long.SIZE) {
                types[found++] = type;
            }
        }
        Arrays.sort(types);
        for (int i = 1; i < types.length; i++) {
            if (types[i] == types[i - 1]) {
                return types[i];
            }
        }
        return -1;
    }

    /** Append the block with its 16-bit length. */
    public void encode(Writer w) {
        int block = w.open16();
        for (int i = 0; i < list.size(); i++) {
            var extension = list.get(i);
            w.u16(extension.type());
            int data = w.open16();
            extension.encodeBody(w);
            w.close16(data);
        }
        w.close16(block);
        encodedLength = w.length() - block;
    }

    /** Append the block, or nothing when it is empty, as TLS 1.2 allows at the end of the two hellos. */
    void encodeOptional(Writer w) {
        if (!list.isEmpty()) {
            encode(w);
        }
    }

    /** Return the length of the block in bytes, its length field included: as received, or as it will be encoded. */
    int encodedLength() {
        if (encodedLength != NOT_MEASURED) {
            return encodedLength;
        }
        var w = new Writer();
        encode(w);
        return w.length();
    }

    /** Return the extension of this type, or null when there is none. */
    public <T extends Extension> @Nullable T find(Class<T> type) {
        for (int i = 0; i < list.size(); i++) {
            if (type.isInstance(list.get(i))) {
                return type.cast(list.get(i));
            }
        }
        return null;
    }

    /** Return the last extension, or null when there is none. */
    public @Nullable Extension last() {
        return list.isEmpty() ? null : list.get(list.size() - 1);
    }

    /** Return how many there are. */
    public int size() {
        return list.size();
    }

    /** Return the extension at an index, in the order of the wire. */
    public Extension get(int index) {
        return list.get(index);
    }

    /** Return all of them in the order of the wire, unmodifiable. */
    public List<Extension> list() {
        return list;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Extensions that && list.equals(that.list);
    }

    @Override
    public int hashCode() {
        return list.hashCode();
    }

    @Override
    public String toString() {
        return list.toString();
    }
}
