package dev.reprise.bench;

import java.nio.ByteBuffer;

/** One end of a connection in memory: an engine and the calls that drive it. */
interface Side {
    /** Go on with the handshake as far as what came allows. */
    void handshake(ByteBuffer in, ByteBuffer out) throws Exception;

    /** Tell whether the handshake is done here. */
    boolean established();

    /** Seal what {@code plain} holds. */
    void send(ByteBuffer plain, ByteBuffer out) throws Exception;

    /** Open the next record of application data, after what else comes first; answer false when there is none. */
    boolean receive(ByteBuffer in, ByteBuffer plain) throws Exception;

    /** Do what an application does that has read everything and waits. */
    void idle(ByteBuffer in, ByteBuffer plain) throws Exception;

    /** Close and release. */
    void close() throws Exception;
}
