package dev.reprise.stacks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.network.ByteBufferSend;
import org.apache.kafka.common.network.ConnectionMode;
import org.apache.kafka.common.network.NetworkSend;
import org.apache.kafka.common.network.Selector;

/** Kafka's selector as a broker uses it, echoing each message of four bytes of length and so many of body. */
final class KafkaServer implements ServerStack {
    @Override
    public Running start(SSLContext context, boolean clientCertificate) throws Exception {
        var listening = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
        listening.configureBlocking(false);
        var stopped = new AtomicBoolean();
        var selector = KafkaEngines.selector(ConnectionMode.SERVER, context, null, clientCertificate);
        var thread = new Thread(() -> serve(listening, selector, stopped), "kafka-echo");
        thread.start();
        return new Running(((InetSocketAddress) listening.getLocalAddress()).getPort(), () -> {
            stopped.set(true);
            selector.wakeup();
            thread.join();
            listening.close();
        });
    }

    private static void serve(ServerSocketChannel listening, Selector selector, AtomicBoolean stopped) {
        try (selector) {
            for (int id = 0; !stopped.get(); ) {
                var channel = listening.accept();
                if (channel != null) {
                    channel.configureBlocking(false);
                    selector.register("c" + id++, channel);
                }
                selector.poll(10); // The listening channel is not the selector's, so it is looked at now and then.
                for (var received : selector.completedReceives()) {
                    var copy = ByteBuffer.allocate(received.payload().remaining())
                            .put(received.payload())
                            .flip();
                    selector.send(new NetworkSend(received.source(), ByteBufferSend.sizePrefixed(copy)));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
