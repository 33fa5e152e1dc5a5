package textmill.cli.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import textmill.cli.demo.TextSource.Item;
import textmill.events.TextEvent;

/**
 * Produces the demo's texts on a thread of its own. First at full speed, never more than {@link #AHEAD} before the results:
 * how long these take is how long a backlog of that size waits. Once all of them have their results, the last
 * {@link #OPEN_TEXTS} follow at {@link #OPEN_SHARE} of the rate that full speed came to, at times that do not depend on the
 * results (an open load with Poisson arrivals): how long these take is what a text takes that arrives on its own.
 *
 * <p>A text of the open load has the time it was due as its timestamp. If the sender is held up, that counts.
 */
final class Feed implements AutoCloseable {
    /** Texts produced before their results at full speed: enough to fill batches with texts of similar length. */
    static final int AHEAD = 256;

    /** Texts of the open load. */
    static final int OPEN_TEXTS = 96;

    /** Rate of the open load, as a share of full speed. */
    static final double OPEN_SHARE = 0.6;

    /** Fewer texts than this at full speed do not say how fast that is. */
    private static final int ENOUGH = 2 * OPEN_TEXTS;

    private static final long SEED = 1;

    private final KafkaProducer<byte[], byte[]> producer;
    private final Serializer<Object> serializer;
    private final String topic;
    private final TextSource source;
    private final Semaphore ahead = new Semaphore(AHEAD);
    private final Thread thread = new Thread(this::run, "demo-feed");
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicLong sent = new AtomicLong();
    private volatile long lastFinished;
    private volatile @Nullable FullSpeed fullSpeed;
    private volatile boolean ended;
    private volatile @Nullable Exception failure;

    /**
     * What went through at full speed.
     *
     * @param texts so many
     * @param seconds from the first of them sent to the last result
     */
    record FullSpeed(long texts, double seconds) {
        double textsPerSecond() {
            return seconds > 0 ? texts / seconds : 0;
        }
    }

    Feed(String bootstrapServers, String topic, Serializer<Object> serializer, TextSource source) {
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 5),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        this.serializer = serializer;
        this.topic = topic;
        this.source = source;
        thread.setDaemon(true);
    }

    /** Has everything ready for the first text: the connection to the broker, the schema of texts. */
    void prepare() {
        producer.partitionsFor(topic);
        serializer.serialize(topic, new TextEvent("", ""));
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            Queue<Item> kept = new ArrayDeque<>();
            if (sendFirst(kept)) {
                producer.flush();
                sendRest(kept);
            }
            producer.flush();
        } catch (IOException | RuntimeException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended = true;
        }
    }

    /** Sends at full speed and keeps the last texts back; false if the feed was closed or had too few to keep any. */
    private boolean sendFirst(Queue<Item> kept) throws IOException, InterruptedException {
        long start = System.nanoTime();
        int keep = source.live() ? 0 : OPEN_TEXTS;
        for (Item item = source.next(); item != null; item = source.next()) {
            kept.add(item);
            if (kept.size() > keep && !sendAtFullSpeed(kept.remove())) {
                return false;
            }
        }
        boolean enough = sent.get() >= ENOUGH && !kept.isEmpty();
        while (!enough && !kept.isEmpty()) {
            if (!sendAtFullSpeed(kept.remove())) {
                return false;
            }
        }
        if (!enough || !allFinished()) {
            return false;
        }
        fullSpeed = new FullSpeed(sent.get(), (lastFinished - start) / 1e9);
        return true;
    }

    private boolean sendAtFullSpeed(Item item) throws InterruptedException {
        if (!room(1)) {
            return false;
        }
        send(item, FeedOrigin.FULL_SPEED, System.currentTimeMillis());
        return true;
    }

    private boolean allFinished() throws InterruptedException {
        boolean finished = room(AHEAD);
        ahead.release(AHEAD);
        return finished;
    }

    private void sendRest(Queue<Item> kept) throws InterruptedException {
        FullSpeed measured = fullSpeed;
        double perSecond = OPEN_SHARE * (measured == null ? 0 : measured.textsPerSecond());
        Random random = new Random(SEED);
        long startNanos = System.nanoTime();
        long startMillis = System.currentTimeMillis();
        double due = 0;
        for (Item item : kept) {
            due += -Math.log(1 - random.nextDouble()) / perSecond;
            long wait = startNanos + (long) (due * 1e9) - System.nanoTime();
            if (closed.await(Math.max(0, wait), TimeUnit.NANOSECONDS)) {
                return;
            }
            send(item, FeedOrigin.OPEN_LOAD, startMillis + Math.round(due * 1e3));
        }
    }

    private void send(Item item, FeedOrigin origin, long timestamp) {
        byte[] value = serializer.serialize(topic, new TextEvent(item.text(), item.id()));
        RecordHeaders headers = new RecordHeaders();
        origin.mark(headers);
        // A key of its own spreads the texts over all partitions, one by one.
        byte[] key = item.id().getBytes(StandardCharsets.UTF_8);
        // The callback sees a failure, the future would not be looked at.
        Future<?> unused =
                producer.send(new ProducerRecord<>(topic, null, timestamp, key, value, headers), (place, e) -> {
                    if (e != null) {
                        failure = e;
                    }
                });
        sent.incrementAndGet();
    }

    private boolean room(int texts) throws InterruptedException {
        while (closed.getCount() > 0) {
            if (ahead.tryAcquire(texts, 100, TimeUnit.MILLISECONDS)) {
                return true;
            }
        }
        return false;
    }

    /** One text has its results: another may follow. */
    void finishedOne() {
        lastFinished = System.nanoTime();
        ahead.release();
    }

    /** Texts produced so far. */
    long sent() {
        return sent.get();
    }

    /** What went through at full speed, once the open load begins; null without one. */
    @Nullable
    FullSpeed fullSpeed() {
        return fullSpeed;
    }

    /** True once the last text was produced. */
    boolean ended() {
        return ended;
    }

    /** Why producing broke off, or null. */
    @Nullable
    Exception failure() {
        return failure;
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(Duration.ofSeconds(5));
        source.close();
    }
}
