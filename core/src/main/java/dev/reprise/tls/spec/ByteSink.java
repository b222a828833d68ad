package dev.reprise.tls.spec;

import java.io.IOException;

/** Brings a connection's bytes to the peer: libtls's {@code tls_write_cb}, blocking. {@code OutputStream::write} is one. */
@FunctionalInterface
public interface ByteSink {
    /**
     * Send all of these bytes, or hand them to somebody who does.
     *
     * @param source holds them, from offset on; not kept
     * @param length at least 1
     */
    void write(byte[] source, int offset, int length) throws IOException;
}
