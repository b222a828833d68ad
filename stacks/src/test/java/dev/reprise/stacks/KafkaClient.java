package dev.reprise.stacks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.network.ByteBufferSend;
import org.apache.kafka.common.network.ConnectionMode;
import org.apache.kafka.common.network.NetworkSend;
import org.apache.kafka.common.network.Selector;

/** Kafka's selector as its producers and consumers use it. */
final class KafkaClient implements ClientStack {
    private static final String ID = "broker";

    private final SSLContext context;
    private final String version;

    /** Speak this protocol version only, or whatever the context does for null. */
    KafkaClient(SSLContext context, String version) {
        this.context = context;
        this.version = version;
    }

    @Override
    public byte[][] post(int port, byte[]... bodies) throws IOException {
        try (var selector = KafkaEngines.selector(ConnectionMode.CLIENT, context, version, false)) {
            selector.connect(ID, new InetSocketAddress("localhost", port), 1 << 16, 1 << 16);
            while (!selector.isChannelReady(ID)) {
                poll(selector);
            }
            var answers = new byte[bodies.length][];
            for (int i = 0; i < bodies.length; i++) {
                selector.send(new NetworkSend(ID, ByteBufferSend.sizePrefixed(ByteBuffer.wrap(bodies[i]))));
                while (answers[i] == null) {
                    poll(selector);
                    for (var received : selector.completedReceives()) {
                        answers[i] = new byte[received.payload().remaining()];
                        received.payload().get(answers[i]);
                    }
                }
            }
            return answers;
        }
    }

    private static void poll(Selector selector) throws IOException {
        selector.poll(1_000);
        if (!selector.disconnected().isEmpty()) {
            throw new IOException("disconnected: " + selector.disconnected());
        }
    }
}
