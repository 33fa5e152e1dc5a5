package textmill.topology.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Tells when bytes come, before anybody knows what they are the beginning of. */
final class FirstByte extends ChannelInboundHandlerAdapter {
    private final Runnable heard;

    FirstByte(Runnable heard) {
        this.heard = heard;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        heard.run();
        context.fireChannelRead(bytes);
    }
}
