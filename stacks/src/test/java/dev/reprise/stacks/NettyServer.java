package dev.reprise.stacks;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLContext;

/** Netty's SslHandler over an SSLEngine of the context's, tasks run in its event loop. */
final class NettyServer implements ServerStack {
    @Override
    public Running start(SSLContext context, boolean clientCertificate) throws Exception {
        var group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        var channel = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel child) {
                        var engine = context.createSSLEngine();
                        engine.setUseClientMode(false);
                        engine.setNeedClientAuth(clientCertificate);
                        child.pipeline()
                                .addLast(new SslHandler(engine))
                                .addLast(new HttpServerCodec())
                                .addLast(new HttpObjectAggregator(1 << 24))
                                .addLast(new Echo());
                    }
                })
                .bind("127.0.0.1", 0)
                .sync()
                .channel();
        return new Running(((InetSocketAddress) channel.localAddress()).getPort(), () -> {
            channel.close().sync();
            group.shutdownGracefully(0, 5, java.util.concurrent.TimeUnit.SECONDS)
                    .sync();
        });
    }

    private static final class Echo extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            var response = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1,
                    HttpResponseStatus.OK,
                    request.content().retain());
            response.headers()
                    .set(HttpHeaderNames.CONTENT_LENGTH, request.content().readableBytes());
            boolean keep = HttpUtil.isKeepAlive(request);
            var sent = context.writeAndFlush(response);
            if (!keep) {
                sent.addListener(ChannelFutureListener.CLOSE);
            }
        }
    }
}
