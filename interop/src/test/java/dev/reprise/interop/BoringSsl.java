package dev.reprise.interop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslProvider;
import io.netty.internal.tcnative.SSL;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * BoringSSL, Chrome's TLS, in this JVM through Netty. Held to TLS 1.3 it has no group but X25519MLKEM768, so those cells
 * stand for the hybrid exchange, too.
 */
abstract sealed class BoringSsl implements Stranger {
    @Override
    public String name() {
        return "BoringSSL";
    }

    @Override
    public List<String> programs() {
        return List.of();
    }

    @Override
    public List<String> missing() {
        return OpenSsl.isAvailable() ? List.of() : List.of("netty-tcnative for this platform");
    }

    @Override
    public String debianPackage() {
        return "none";
    }

    @Override
    public Optional<String> cannot(Setup setup) {
        int java = Runtime.version().feature();
        return setup.versions() == Versions.TLS_1_3 && java < 24
                ? Optional.of("Java " + java + " has no ML-KEM for X25519MLKEM768, the one group of these columns")
                : Optional.empty();
    }

    private static SslContext context(SslContextBuilder builder, Setup setup, X509Certificate root)
            throws SSLException {
        var groups = setup.of(
                List.of("X25519MLKEM768"), List.of("X25519", "P-256"), List.of("X25519MLKEM768", "X25519", "P-256"));
        var context = builder.sslProvider(SslProvider.OPENSSL)
                .trustManager(root)
                .protocols(Stream.of(setup.oldest(), setup.newest()).distinct().toList())
                .option(OpenSslContextOption.GROUPS, groups.toArray(String[]::new))
                .sessionCacheSize(16)
                .build();
        // Netty speaks of no tickets in TLS 1.2, as a client either, until it has keys for them.
        ((OpenSslSessionContext) context.sessionContext())
                .setTicketKeys(new OpenSslSessionTicketKey(random(), random(), random()));
        return context;
    }

    private static byte[] random() {
        var bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    private static Told told(SslHandler tls) {
        var engine = (ReferenceCountedOpenSslEngine) tls.engine();
        return Told.resumed(SSL.isSessionReused(engine.sslPointer()));
    }

    /** Collects what comes, and tells of the handshake. */
    private abstract static class Talk extends SimpleChannelInboundHandler<ByteBuf> {
        private final StringBuilder text = new StringBuilder();

        abstract void established(Channel channel, Told told);

        abstract void heard(Channel channel, String soFar);

        abstract void failed(Throwable cause);

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof SslHandshakeCompletionEvent done) {
                if (done.isSuccess()) {
                    established(context.channel(), told(context.pipeline().get(SslHandler.class)));
                } else {
                    failed(done.cause());
                }
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
            heard(context.channel(), text.append(bytes.toString(ISO_8859_1)).toString());
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            failed(new IOException("the peer ends the connection after " + text));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            failed(cause);
            context.close();
        }
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, ISO_8859_1);
    }

    private static EventLoopGroup loop() {
        return new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    }

    private static <T> T await(CompletableFuture<T> future) throws IOException {
        try {
            return future.get(Wait.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("BoringSSL: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** A server that answers every request. */
    static final class Server extends BoringSsl implements StrangeServer {
        @Override
        public Running start(Setup setup, Credentials credentials, Path directory) throws IOException {
            var identity = credentials.server();
            var builder = SslContextBuilder.forServer(
                            identity.key(), identity.chain().toArray(X509Certificate[]::new))
                    .clientAuth(setup.clientCertificate() ? ClientAuth.REQUIRE : ClientAuth.NONE);
            var context = context(builder, setup, credentials.root());
            var told = new LinkedBlockingQueue<Told>();
            var loop = loop();
            var channel = new ServerBootstrap()
                    .group(loop)
                    .channel(NioServerSocketChannel.class)
                    .childHandler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline().addLast(context.newHandler(channel.alloc()), new Answer(told));
                        }
                    })
                    .bind(InetAddress.getLoopbackAddress(), 0)
                    .syncUninterruptibly()
                    .channel();
            return new Listening(loop, ((InetSocketAddress) channel.localAddress()).getPort(), told);
        }

        private static final class Answer extends Talk {
            private final LinkedBlockingQueue<Told> connections;

            Answer(LinkedBlockingQueue<Told> connections) {
                this.connections = connections;
            }

            @Override
            void established(Channel channel, Told told) {
                connections.add(told);
            }

            @Override
            void heard(Channel channel, String soFar) {
                if (soFar.contains("\r\n\r\n")) {
                    channel.writeAndFlush(bytes("HTTP/1.0 200 OK\r\n\r\nhello\n"))
                            .addListener(ChannelFutureListener.CLOSE);
                }
            }

            @Override
            void failed(Throwable cause) {
                // The client sees the failure too, and the test there.
            }
        }

        private record Listening(EventLoopGroup loop, int port, LinkedBlockingQueue<Told> connections)
                implements Running {
            @Override
            public Told told(String reply) {
                try {
                    var told = connections.poll(Wait.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
                    if (told == null) {
                        throw new AssertionError("BoringSSL's server has seen no connection");
                    }
                    return told;
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new AssertionError(e);
                }
            }

            @Override
            public void close() {
                loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            }
        }
    }

    /** Two connections of one context, which keeps sessions. */
    static final class Client extends BoringSsl implements StrangeClient {
        @Override
        public List<Told> connectTwice(Setup setup, Credentials credentials, Path directory, int port)
                throws IOException {
            var builder = SslContextBuilder.forClient();
            if (setup.clientCertificate()) {
                var identity = credentials.client();
                builder.keyManager(identity.key(), identity.chain().toArray(X509Certificate[]::new));
            }
            var context = context(builder, setup, credentials.root());
            var loop = loop();
            try {
                var first = connect(context, loop, port);
                return List.of(first, connect(context, loop, port));
            } finally {
                loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            }
        }

        private static Told connect(SslContext context, EventLoopGroup loop, int port) throws IOException {
            var result = new CompletableFuture<Told>();
            var channel = new Bootstrap()
                    .group(loop)
                    .channel(NioSocketChannel.class)
                    .handler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline()
                                    .addLast(
                                            context.newHandler(channel.alloc(), Credentials.NAME, port),
                                            new Request(result));
                        }
                    })
                    .connect(InetAddress.getLoopbackAddress(), port)
                    .syncUninterruptibly()
                    .channel();
            try {
                return await(result);
            } finally {
                channel.close().syncUninterruptibly();
            }
        }

        private static final class Request extends Talk {
            private final CompletableFuture<Told> result;
            private Told told = Told.NOTHING;

            Request(CompletableFuture<Told> result) {
                this.result = result;
            }

            @Override
            void established(Channel channel, Told how) {
                told = how;
                channel.writeAndFlush(bytes(Library.REQUEST));
            }

            @Override
            void heard(Channel channel, String soFar) {
                // Tickets of TLS 1.3 come before the answer.
                if (soFar.contains("HTTP/1.0")) {
                    result.complete(told);
                }
            }

            @Override
            void failed(Throwable cause) {
                result.completeExceptionally(cause);
            }
        }
    }
}
