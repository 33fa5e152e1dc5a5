package textmill.topology.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import textmill.runtime.engine.Outcome;
import textmill.runtime.task.Task;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.classification.Classification;
import textmill.topology.deadletter.DeadLetters;
import textmill.topology.deadletter.Failure;
import textmill.topology.deadletter.Origin;
import textmill.topology.deadletter.Reason;
import textmill.topology.decode.Decoded;
import textmill.topology.decode.InputFormat;
import textmill.topology.decode.RegistryCondition;
import textmill.topology.decode.SchemaGate;
import textmill.topology.decode.TextDecoder;
import textmill.topology.testing.ManualEngine;
import textmill.topology.testing.StubResults;
import textmill.topology.topics.TopicFacts;

/**
 * The processor on Kafka's test driver with an engine that the test completes by hand. Values are plain text, except: a
 * value that begins with {@code ?} is unreadable, {@code null} is a null text, one that begins with {@code #} waits at the
 * gate, one with {@code |} in it is two texts. Results are written as {@code task:text}.
 */
final class Bench implements AutoCloseable {
    static final String INPUT = "in";
    static final String DEAD = "dead";
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    static final Duration COMMITS = Duration.ofMillis(100);

    final ManualEngine engine = new ManualEngine();
    final RegistryCondition registry = new RegistryCondition();
    final Delivery delivery;
    final CompletableFuture<@Nullable Decoded> gate = new CompletableFuture<>();
    boolean registryDown;
    boolean writesWindows;
    private boolean closed;
    final TopologyTestDriver driver;
    final TestInputTopic<byte[], byte[]> input;

    Bench() {
        this(settings(Duration.ofSeconds(60)), TopicFacts.unknown(10_000));
    }

    Bench(DeliverySettings settings, TopicFacts facts) {
        List<Outlet> outlets = new ArrayList<>();
        for (Task task : StubResults.TASKS) {
            outlets.add(new Outlet(task.name(), task, "sink-" + task.name(), task.name(), () -> facts, new Writer()));
        }
        DeadLetters deadLetters = new DeadLetters(
                "",
                () -> TopicFacts.unknown(5_000),
                new DeadLetters.Contents(true, false),
                Clock.fixed(NOW, ZoneOffset.UTC));
        delivery = new Delivery(
                engine,
                List.of(new PipelineSetup(
                        "",
                        Map.of(INPUT, 1),
                        new InputFormat(Decoder::new, new Gate()),
                        new Outlets("", outlets, new Outlets.DeadLetterOutlet("sink-dead", DEAD, deadLetters)),
                        settings)),
                registry,
                Clock.fixed(NOW, ZoneOffset.UTC));
        Properties quiet = new Properties();
        quiet.put("processing.exception.handler.global.enabled", "true");
        driver = new TopologyTestDriver(delivery.addTo(new Topology()), quiet, NOW);
        input = driver.createInputTopic(INPUT, new ByteArraySerializer(), new ByteArraySerializer());
    }

    static DeliverySettings settings(Duration requestTimeout) {
        return new DeliverySettings(Duration.ofSeconds(2), requestTimeout, 100, 1_000_000, 50, false, COMMITS);
    }

    private byte[] write(Origin origin, Outcome.Success text, TaskResult result) {
        if (registryDown) {
            throw new DisconnectException("registry");
        }
        if (result instanceof Classification classification
                && classification.labels().size() == 0) {
            throw new SerializationException("no labels");
        }
        String flags =
                (text.flags().truncated() ? " truncated" : "") + (text.flags().substituted() ? " substituted" : "");
        return (result.getClass().getSimpleName() + "@" + origin.offset() + flags).getBytes(UTF_8);
    }

    private final class Writer implements Outlet.Writer {
        @Override
        public byte[] write(Origin origin, Headers headers, Outcome.Success text, TaskResult result) {
            return Bench.this.write(origin, text, result);
        }

        @Override
        public boolean writesWindows() {
            return writesWindows;
        }
    }

    /** Writes one record; its key is its text. */
    void pipe(String text) {
        input.pipeInput(new TestRecord<>(text.getBytes(UTF_8), text.getBytes(UTF_8), NOW));
    }

    /** Lets the punctuators run. */
    void round() {
        driver.advanceWallClockTime(Duration.ofMillis(10));
    }

    /** What has come out of a topic since the last look. */
    List<TestRecord<byte[], byte[]>> out(String topic) {
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    /** Keys that have come out of a topic since the last look. */
    List<String> keys(String topic) {
        return out(topic).stream()
                .map(record -> new String(record.key(), UTF_8))
                .toList();
    }

    /** How records ended. */
    Counters counters() {
        return delivery.pipelines().get(0).counters();
    }

    /** The offset up to which the calling thread could commit. */
    long limit() {
        return delivery.oldest().limit(new TopicPartition(INPUT, 0));
    }

    static @Nullable String header(TestRecord<byte[], byte[]> record, String name) {
        return record.headers().lastHeader(name) == null
                ? null
                : new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            driver.close();
            delivery.close();
        }
    }

    private static final class Decoder implements TextDecoder {
        @Override
        public Decoded decode(String topic, Headers headers, byte[] value) {
            String text = new String(value, UTF_8);
            if (text.startsWith("?")) {
                return new Decoded.Unreadable(Failure.of(Reason.CORRUPT, "as asked"));
            }
            int parted = text.indexOf('|');
            if (parted >= 0) {
                return new Decoded.Text(text.substring(0, parted), text.substring(parted + 1), false);
            }
            return text.equals("null") ? new Decoded.NullText() : new Decoded.Text(text, text.startsWith("~"));
        }
    }

    private final class Gate implements SchemaGate {
        @Override
        public @Nullable CompletableFuture<@Nullable Decoded> pass(String topic, Headers headers, byte[] value) {
            return value.length > 0 && value[0] == '#' ? gate : null;
        }

        @Override
        public void close(Headers headers, byte[] value) {}

        @Override
        public void close() {}
    }
}
