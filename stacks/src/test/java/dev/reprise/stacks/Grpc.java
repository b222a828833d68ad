package dev.reprise.stacks;

import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/** gRPC on Netty, over a JdkSslContext made by hand: its own builder takes no foreign provider. */
final class Grpc {
    private static final MethodDescriptor<byte[], byte[]> ECHO = MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("stacks/echo")
            .setRequestMarshaller(new Raw())
            .setResponseMarshaller(new Raw())
            .build();
    private static final int LIMIT = 1 << 24;

    private Grpc() {}

    private static JdkSslContext ssl(SSLContext context, boolean client, boolean clientCertificate, String version) {
        var alpn = new ApplicationProtocolConfig(
                Protocol.ALPN,
                SelectorFailureBehavior.NO_ADVERTISE,
                SelectedListenerFailureBehavior.ACCEPT,
                ApplicationProtocolNames.HTTP_2);
        return new JdkSslContext(
                context,
                client,
                Http2SecurityUtil.CIPHERS,
                SupportedCipherSuiteFilter.INSTANCE,
                alpn,
                clientCertificate ? ClientAuth.REQUIRE : ClientAuth.NONE,
                version == null ? null : new String[] {version},
                false);
    }

    /** The server. */
    static final class OfNettyServer implements ServerStack {
        @Override
        public Running start(SSLContext context, boolean clientCertificate) throws IOException {
            var service = ServerServiceDefinition.builder("stacks")
                    .addMethod(
                            ECHO,
                            ServerCalls.asyncUnaryCall((byte[] request, io.grpc.stub.StreamObserver<byte[]> out) -> {
                                out.onNext(request);
                                out.onCompleted();
                            }))
                    .build();
            var server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                    .sslContext(ssl(context, false, clientCertificate, null))
                    .maxInboundMessageSize(LIMIT)
                    .addService(service)
                    .build()
                    .start();
            return new Running(server.getPort(), () -> server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS));
        }
    }

    /** The client. */
    static final class OfNettyClient implements ClientStack {
        private final SSLContext context;
        private final String version;

        OfNettyClient(SSLContext context, String version) {
            this.context = context;
            this.version = version;
        }

        @Override
        public byte[][] post(int port, byte[]... bodies) throws InterruptedException {
            var channel = NettyChannelBuilder.forAddress("localhost", port)
                    .sslContext(ssl(context, true, false, version))
                    .maxInboundMessageSize(LIMIT)
                    .build();
            try {
                var answers = new byte[bodies.length][];
                for (int i = 0; i < bodies.length; i++) {
                    answers[i] = ClientCalls.blockingUnaryCall(channel, ECHO, CallOptions.DEFAULT, bodies[i]);
                }
                return answers;
            } finally {
                channel.shutdown().awaitTermination(10, TimeUnit.SECONDS);
            }
        }
    }

    /** Messages are bytes. */
    private static final class Raw implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
