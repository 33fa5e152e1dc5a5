package textmill.topology.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: one request at a time, each with a limit to its size and its time. All of it happens on the event loop,
 * but for the page, which a worker computes. The next request is not read before the answer to this one has been taken,
 * so what a client sends ahead waits in its own machine.
 */
final class Conversation extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(OperatorEndpoint.class);
    private static final Duration LEAVE = Duration.ofSeconds(1);

    private final Router router;
    private final Workers workers;
    private final Connections connections;

    /** What came in one reading behind a request that is not answered yet; no more is read meanwhile. */
    private final Queue<HttpObject> ahead = new ArrayDeque<>();

    private @Nullable ChannelHandlerContext context;
    private ConversationState state = ConversationState.IDLE;
    private @Nullable ScheduledFuture<?> deadline;
    private long waitingSince = System.nanoTime();
    private long owedBytes;
    private @Nullable Incoming incoming;

    Conversation(Router router, Workers workers, Connections connections) {
        this.router = router;
        this.workers = workers;
        this.connections = connections;
    }

    /** Whether it is the client's turn, to ask or to take. */
    boolean waitsForItsClient() {
        return state != ConversationState.COMPUTING && !(isStream() && isTaking());
    }

    boolean isStream() {
        return state == ConversationState.STREAMING;
    }

    private boolean isTaking() {
        return context != null && context.channel().isWritable();
    }

    /** Since when; nanoseconds of {@link System#nanoTime()}. */
    long waitingSince() {
        return waitingSince;
    }

    /** Bytes of answers that the client has not taken. */
    long owedBytes() {
        return owedBytes;
    }

    /** Closes the connection at once. */
    void end() {
        settle();
        if (context != null) {
            ChannelFuture unused = context.close();
        }
    }

    private void settle() {
        state = ConversationState.ENDED;
        stopWaiting();
        connections.remove(this);
        connections.taken(owedBytes);
        owedBytes = 0;
        ahead.forEach(ReferenceCountUtil::release);
        ahead.clear();
    }

    @Override
    public void channelActive(ChannelHandlerContext active) {
        context = active;
        if (connections.add(this)) {
            await(ConversationState.IDLE, connections.limits().request());
            active.read();
        } else {
            end();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext inactive) {
        settle();
    }

    /** Bytes have come. From now on the request must be whole soon, however slowly its bytes drip. */
    void heard() {
        if (state == ConversationState.IDLE) {
            await(ConversationState.READING, connections.limits().request());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext reading, Object part) {
        ahead.add((HttpObject) part);
        advance();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext reading) {
        readOn();
    }

    private void readOn() {
        if (state == ConversationState.IDLE || state == ConversationState.READING) {
            Objects.requireNonNull(context).read();
        }
    }

    /** Takes what has come as far as it is its turn. */
    private void advance() {
        while (!ahead.isEmpty() && state != ConversationState.COMPUTING && state != ConversationState.ANSWERING) {
            HttpObject part = ahead.remove();
            try {
                take(part);
            } finally {
                ReferenceCountUtil.release(part);
            }
        }
    }

    private void take(HttpObject part) {
        heard();
        if (state == ConversationState.READING && part instanceof HttpRequest head) {
            incoming = new Incoming(head, router);
            if (incoming.refusal() != null) {
                answer(incoming, incoming.refusal(), false);
            } else if (incoming.wantsToBeToldToGoOn()) {
                ChannelFuture unused = write(Responses.goOn());
            }
        }
        if (state == ConversationState.READING && part instanceof HttpContent content && incoming != null) {
            PageAnswer refusal = incoming.add(content);
            if (refusal != null) {
                answer(incoming, refusal, false);
            } else if (incoming.isWhole()) {
                compute(incoming);
            }
        }
    }

    private void compute(Incoming asked) {
        state = ConversationState.COMPUTING;
        stopWaiting();
        ChannelHandlerContext mine = Objects.requireNonNull(context);
        Page page = asked.page();
        PageRequest request = asked.request();
        try {
            workers.execute(page.isUrgent(), () -> {
                PageAnswer computed = ask(page, request);
                mine.executor().execute(() -> {
                    if (state == ConversationState.COMPUTING) {
                        answer(asked, computed, true);
                    }
                });
            });
        } catch (RejectedExecutionException e) {
            answer(asked, busy("too many requests wait for an answer"), false);
        }
    }

    private static PageAnswer ask(Page page, PageRequest request) {
        try {
            return page.answer(request);
        } catch (RuntimeException | Error e) {
            // Without an answer the connection would be taken for ever.
            LOG.warn("The page {} failed", request.path(), e);
            return PageAnswer.refusal(500, "this page failed; the log says why");
        }
    }

    private static PageAnswer busy(String why) {
        return PageAnswer.refusal(503, why).with("retry-after", "1");
    }

    private void answer(Incoming asked, PageAnswer answer, boolean mayGoOn) {
        Consumer<EventStream> opened = answer.opened().orElse(null);
        if (opened != null && connections.mayStream()) {
            stream(asked, answer, opened);
            return;
        }
        PageAnswer sent = opened == null ? answer : busy("too many streams are open");
        boolean keep = mayGoOn && opened == null && asked.keepsTheConnection();
        int bytes = sent.body().length;
        await(ConversationState.ANSWERING, connections.limits().answer());
        owedBytes += bytes;
        connections.owe(this, bytes);
        write(Responses.whole(sent, keep)).addListener(written -> {
            if (state != ConversationState.ENDED) {
                owedBytes -= bytes;
                connections.taken(bytes);
                next(keep && written.isSuccess());
            }
        });
    }

    private void next(boolean keep) {
        incoming = null;
        if (keep) {
            await(ConversationState.IDLE, connections.limits().idle());
            advance();
            readOn();
        } else {
            await(ConversationState.LEAVING, LEAVE);
            Objects.requireNonNull(context).channel().config().setAutoRead(true);
        }
    }

    private void stream(Incoming asked, PageAnswer answer, Consumer<EventStream> opened) {
        state = ConversationState.STREAMING;
        stopWaiting();
        waitingSince = System.nanoTime();
        write(Responses.stream(answer, asked.takesChunks())).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        Channel channel = Objects.requireNonNull(context).channel();
        channel.config().setAutoRead(true); // Only to hear that the client is gone.
        opened.accept(new ChannelStream(channel));
    }

    /** A stream whose client takes nothing ends. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext changed) {
        if (state == ConversationState.STREAMING) {
            stopWaiting();
            if (!changed.channel().isWritable()) {
                await(ConversationState.STREAMING, connections.limits().answer());
            }
        }
        changed.fireChannelWritabilityChanged();
    }

    private ChannelFuture write(HttpObject message) {
        return Objects.requireNonNull(context).writeAndFlush(message);
    }

    private void await(ConversationState next, Duration longest) {
        state = next;
        waitingSince = System.nanoTime();
        stopWaiting();
        deadline = Objects.requireNonNull(context)
                .executor()
                .schedule(this::late, longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void stopWaiting() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    private void late() {
        if (state == ConversationState.READING && incoming != null) { // Its body drips.
            answer(incoming, PageAnswer.refusal(408, "the request took too long"), false);
        } else {
            end();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext failed, Throwable cause) {
        LOG.debug("A connection to the endpoint ended: {}", cause.toString());
        ChannelFuture unused = failed.close();
    }
}
