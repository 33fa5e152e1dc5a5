package textmill.topology.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Pages to try an endpoint with: a short one, a long one, one that takes what is posted, one that blocks, a stream. */
final class Site {
    /** Limits that no test meets, however long the machine stands. */
    static final EndpointLimits PATIENT = limits(Duration.ofMinutes(5), Duration.ofMinutes(5));

    /** Whoever asks slowly is shown the door soon; so is a client of good manners where the machine stands for so long. */
    static final EndpointLimits SHORT_REQUEST = limits(Duration.ofSeconds(2), Duration.ofMinutes(5));

    /** Whoever takes a long answer slowly is. */
    static final EndpointLimits SHORT_ANSWER = limits(Duration.ofMinutes(5), Duration.ofSeconds(1));

    static final int LONG_BYTES = 3 << 20;
    static final int LONGEST_BODY = 1000;

    final AtomicInteger atATime = new AtomicInteger();
    final AtomicInteger mostAtATime = new AtomicInteger();
    final CountDownLatch release = new CountDownLatch(1);
    final Queue<EventStream> streams = new ConcurrentLinkedQueue<>();
    final Queue<String> posted = new ConcurrentLinkedQueue<>();

    private static EndpointLimits limits(Duration request, Duration answer) {
        return new EndpointLimits(request, Duration.ofMinutes(5), answer, 32, 8, 8 << 20);
    }

    Map<String, Page> pages() {
        Map<String, Page> pages = new LinkedHashMap<>(new OperatorPages(
                        format -> "mill_texts 1\n".getBytes(UTF_8),
                        () -> "{}",
                        () -> new Condition(List.of()),
                        () -> new Condition(List.of("topic payroll is gone")))
                .byPath());
        pages.put("/echo", request -> {
            mostAtATime.accumulateAndGet(atATime.incrementAndGet(), Math::max);
            try {
                return PageAnswer.text(200, "text/plain", request.query());
            } finally {
                atATime.decrementAndGet();
            }
        });
        pages.put("/long", request -> PageAnswer.of(200, "text/plain", new byte[LONG_BYTES]));
        pages.put("/below/", request -> PageAnswer.text(200, "text/plain", "below " + request.path()));
        pages.put("/broken", request -> {
            throw new IllegalStateException("the password is canary");
        });
        pages.put("/blocked", request -> {
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return PageAnswer.text(200, "text/plain", "at last");
        });
        pages.put("/events", request -> PageAnswer.stream("text/event-stream", streams::add));
        pages.put("/try", new Page() {
            @Override
            public PageAnswer answer(PageRequest request) {
                posted.add(new String(request.body(), UTF_8));
                return PageAnswer.text(200, "text/plain", "thanks").with("x-own", "1");
            }

            @Override
            public int longestBody() {
                return LONGEST_BODY;
            }
        });
        return pages;
    }
}
