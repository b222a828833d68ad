package dev.reprise.tls.spec;

import java.io.IOException;

/** Takes a connection's bytes from the peer: libtls's {@code tls_read_cb}, blocking. {@code InputStream::read} is one. */
@FunctionalInterface
public interface ByteSource {
    /**
     * Wait for at least one byte.
     *
     * @param target takes them, from offset on; not kept
     * @param length at least 1
     * @return how many came, 1 to length, or -1 at the end
     */
    int read(byte[] target, int offset, int length) throws IOException;
}
