package dev.reprise.tls.jsse;

/** How large the buffers of those are who use an SSLEngine: constant for the life of a connection, as they allocate once. */
final class Sizes {
    /** Most bytes of a record (RFC 9846 section 5.2): header, content, and 256 bytes of what protects it. */
    static final int PACKET = 5 + (1 << 14) + 256;

    /**
     * Room for any record's content. Stacks compare it with what a record may hold before it is opened, of which 1 byte of
     * content type and up to 255 of padding are not data, so this is more than 2^14.
     */
    static final int APPLICATION = (1 << 14) + 256;

    private Sizes() {}
}
