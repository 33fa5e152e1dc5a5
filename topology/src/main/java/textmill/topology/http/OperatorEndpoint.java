package textmill.topology.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import textmill.topology.config.ConfigException;

/**
 * Answers HTTP: metrics, health and whatever other pages there are. One thread reads and writes and never blocks, so that
 * a client that is slow, or says nothing, takes a place and no thread; pages are computed by a few others.
 */
public final class OperatorEndpoint implements AutoCloseable {
    private static final long STOP_MS = 2_000;

    private final EventLoopGroup loop;
    private final Workers workers;
    private final Channel listening;
    private final String scheme;

    private OperatorEndpoint(EventLoopGroup loop, Workers workers, Channel listening, String scheme) {
        this.loop = loop;
        this.workers = workers;
        this.listening = listening;
        this.scheme = scheme;
    }

    /**
     * Starts to answer.
     *
     * @param pages by path; a path that ends in a slash answers all below it too
     * @throws ConfigException if the address cannot be used
     */
    public static OperatorEndpoint start(EndpointSettings settings, Map<String, Page> pages) {
        return start(settings, pages, EndpointLimits.USUAL);
    }

    static OperatorEndpoint start(EndpointSettings settings, Map<String, Page> pages, EndpointLimits limits) {
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("textmill-http-io", true), NioIoHandler.newFactory());
        Workers workers = Workers.start(limits.waiting());
        Router router = new Router(settings, pages);
        Connections connections = new Connections(limits);
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, EndpointLimits.UNTAKEN)
                .childOption(ChannelOption.ALLOCATOR, UnpooledByteBufAllocator.DEFAULT)
                .childOption(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(EndpointLimits.PIECE_BYTES).maxMessagesPerRead(1))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        settings.tls().ifPresent(tls -> channel.pipeline().addLast(new SslHandler(tls.engine())));
                        assemble(channel, new Conversation(router, workers, connections));
                    }
                });
        InetSocketAddress address = settings.address();
        var bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            workers.close();
            Future<?> unused = loop.shutdownGracefully(0, STOP_MS, TimeUnit.MILLISECONDS);
            throw new ConfigException(List.of("http.host = " + address.getHostString() + ", http.port = "
                    + address.getPort() + ": cannot listen there (" + reason(bound.cause())
                    + "). Choose another port, or 0 for any."));
        }
        return new OperatorEndpoint(
                loop, workers, bound.channel(), settings.tls().isPresent() ? "https" : "http");
    }

    private static String reason(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    /** What stands between a connection's bytes and its conversation. */
    static void assemble(Channel channel, Conversation conversation) {
        channel.pipeline()
                .addLast(new FirstByte(conversation::heard))
                .addLast(new HttpServerCodec(new HttpDecoderConfig()
                        .setMaxInitialLineLength(EndpointLimits.LINE_BYTES)
                        .setMaxHeaderSize(EndpointLimits.HEADER_BYTES)
                        .setMaxChunkSize(EndpointLimits.PIECE_BYTES)))
                .addLast(conversation);
    }

    /** Where it answers, with the port really used. */
    public URI address() {
        InetSocketAddress bound = (InetSocketAddress) listening.localAddress();
        String host = bound.getAddress().getHostAddress();
        return URI.create(scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + bound.getPort());
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, STOP_MS, TimeUnit.MILLISECONDS).awaitUninterruptibly(STOP_MS);
        workers.close();
    }
}
