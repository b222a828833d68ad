package dev.reprise.bench;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Netty over BoringSSL: an event loop for each processor. */
final class NettyServer implements SocketServer {
    private static final int BACKLOG = 1_024;

    private final int port;

    NettyServer(SslContext context) throws InterruptedException {
        var loops =
                new MultiThreadIoEventLoopGroup(Runtime.getRuntime().availableProcessors(), NioIoHandler.newFactory());
        var channel = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel accepted) {
                        accepted.pipeline().addLast(context.newHandler(accepted.alloc()), new Follower());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
        port = ((InetSocketAddress) channel.localAddress()).getPort();
    }

    @Override
    public int port() {
        return port;
    }

    /** Follows orders as data and room for it come. */
    private static final class Follower extends ChannelInboundHandlerAdapter {
        private static final ByteBuf PIECE = Unpooled.unreleasableBuffer(
                Unpooled.directBuffer(Orders.PIECE).writeZero(Orders.PIECE).asReadOnly());

        private final ByteBuf order = Unpooled.buffer(Orders.LENGTH);
        private long toSend;
        private long toTake;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            var data = (ByteBuf) message;
            try {
                while (data.isReadable()) {
                    take(context, data);
                }
            } finally {
                data.release();
            }
        }

        private void take(ChannelHandlerContext context, ByteBuf data) {
            if (toTake > 0) {
                int count = (int) Math.min(toTake, data.readableBytes());
                data.skipBytes(count);
                toTake -= count;
                if (toTake == 0) {
                    send(context, 1);
                }
                return;
            }
            order.writeBytes(data, Math.min(data.readableBytes(), Orders.LENGTH - order.readableBytes()));
            if (order.readableBytes() == Orders.LENGTH) {
                if (order.readByte() == Orders.GET) {
                    toSend = order.readLong();
                    send(context);
                } else {
                    toTake = order.readLong();
                }
                order.clear();
            }
        }

        private void send(ChannelHandlerContext context) {
            while (toSend > 0 && context.channel().isWritable()) {
                int count = (int) Math.min(toSend, Orders.PIECE);
                toSend -= count;
                send(context, count);
            }
        }

        /** Netty closes a channel that cannot be written to, so nobody asks how it went. */
        private static void send(ChannelHandlerContext context, int count) {
            var unused = context.writeAndFlush(PIECE.slice(0, count), context.voidPromise());
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            send(context);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            Bench.say("Netty's server: " + cause);
            context.channel().unsafe().closeForcibly();
        }
    }
}
