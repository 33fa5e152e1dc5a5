package textmill.topology.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes from a client, in any pieces: answers of HTTP, or the end of the connection. */
class HttpRequestFuzzTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long FREE_BYTES = 16 << 20;
    private static final long BYTES_FOR_EACH = 8192;

    private static final Workers DIRECT = new Workers(new SameThread(), new SameThread());
    private static final Site SITE = new Site();
    private static final Router ROUTER = router();

    /** Without the page that is long and the one that logs: they are found soon, and would be most of what is done. */
    private static Router router() {
        SITE.release.countDown();
        Map<String, Page> pages = SITE.pages();
        pages.keySet().removeAll(List.of("/long", "/broken"));
        return new Router(EndpointSettings.loopback(0), pages);
    }

    static Stream<byte[]> seeds() {
        return Stream.of(
                        "\7GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n",
                        "\3POST /try HTTP/1.1\r\nHost: [::1]:80\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhello",
                        "\20POST /try HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX: y\r\n\r\n",
                        "\1HEAD /below/%2e%2e?q HTTP/1.0\r\nAuthorization: Basic YTpi\r\n\r\nGET / HTTP/1.1\r\n\r\n",
                        "\5OPTIONS * HTTP/1.1\r\nHost: evil.example\r\nConnection: keep-alive, upgrade\r\nUpgrade: h2c\r\n\r\n")
                .map(text -> text.getBytes(ISO_8859_1));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldHoldForWhatIsKnown(byte[] data) {
        shouldAnswerOrClose(data);
    }

    /** The first byte says how long the pieces are. */
    @MethodSource("seeds")
    @FuzzTest(maxDuration = "1m")
    void shouldAnswerOrClose(byte[] data) {
        long limit = FREE_BYTES + BYTES_FOR_EACH * data.length;
        if (spent(data) > limit) { // The first time may have loaded classes.
            assertThat(spent(data))
                    .as("bytes allocated for an input of %d bytes", data.length)
                    .isLessThanOrEqualTo(limit);
        }
    }

    private static long spent(byte[] data) {
        int piece = data.length == 0 ? 1 : Math.max(1, data[0] & 0xff);
        SITE.posted.clear();
        SITE.streams.clear();
        long before = THREADS.getCurrentThreadAllocatedBytes();
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.config().setAutoRead(false);
        OperatorEndpoint.assemble(channel, new Conversation(ROUTER, DIRECT, new Connections(EndpointLimits.USUAL)));
        channel.pipeline().fireChannelActive();
        for (int at = 1; at < data.length && channel.isOpen(); at += piece) {
            channel.writeInbound(
                    Unpooled.wrappedBuffer(Arrays.copyOfRange(data, at, Math.min(data.length, at + piece))));
            channel.runPendingTasks();
            answers(channel);
        }
        channel.checkException();
        channel.finishAndReleaseAll();
        for (String body : SITE.posted) { // Not by AssertJ, which would be most of a run.
            if (body.length() > Site.LONGEST_BODY) {
                throw new AssertionError("a body of " + body.length() + " characters was handed on");
            }
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    private static void answers(EmbeddedChannel channel) {
        for (Object out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            ((ByteBuf) out).release();
        }
    }

    /** Does at once what it is given. */
    private static final class SameThread extends AbstractExecutorService {
        @Override
        public void execute(Runnable work) {
            work.run();
        }

        @Override
        public void shutdown() {}

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
        }
    }
}
