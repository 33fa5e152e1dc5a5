package textmill.cli.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
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
 * Produces the demo's texts on a thread of its own, never more than a fixed number ahead of the results: the latency
 * that the demo reports is then that of a busy system, and not the time that texts spent in a queue of our making.
 */
final class Feed implements AutoCloseable {
    /** A header that tells the demo's own texts from those that others send; the value is the text's id. */
    static final String MARK = "textmill.demo";

    private final KafkaProducer<byte[], byte[]> producer;
    private final Serializer<Object> serializer;
    private final String topic;
    private final TextSource source;
    private final Semaphore ahead;
    private final Thread thread = new Thread(this::run, "demo-feed");
    private final AtomicLong sent = new AtomicLong();
    private volatile boolean ended;
    private volatile boolean closed;
    private volatile @Nullable Exception failure;

    Feed(String bootstrapServers, String topic, Serializer<Object> serializer, TextSource source, int ahead) {
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 5),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        this.serializer = serializer;
        this.topic = topic;
        this.source = source;
        this.ahead = new Semaphore(ahead);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            Item item = source.next();
            while (item != null && room()) {
                byte[] value = serializer.serialize(topic, new TextEvent(item.text(), item.id()));
                RecordHeaders headers = new RecordHeaders();
                // A key of its own spreads the texts over all partitions, one by one.
                byte[] key = item.id().getBytes(StandardCharsets.UTF_8);
                headers.add(MARK, key);
                // The callback sees a failure, the future would not be looked at.
                Future<?> unused = producer.send(new ProducerRecord<>(topic, null, key, value, headers), (place, e) -> {
                    if (e != null) {
                        failure = e;
                    }
                });
                sent.incrementAndGet();
                item = source.next();
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

    private boolean room() throws InterruptedException {
        while (!closed) {
            if (ahead.tryAcquire(100, TimeUnit.MILLISECONDS)) {
                return true;
            }
        }
        return false;
    }

    /** One text has its results: another may follow. */
    void finishedOne() {
        ahead.release();
    }

    /** Texts produced so far. */
    long sent() {
        return sent.get();
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
        closed = true;
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(Duration.ofSeconds(5));
        source.close();
    }
}
