package textmill.topology.redaction;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import textmill.schema.registry.SchemaRegistry;
import textmill.schema.serde.TextmillAvroDeserializer;
import textmill.schema.serde.TextmillAvroSerializer;
import textmill.topology.TextmillApp;
import textmill.topology.config.TextmillConfig;
import textmill.topology.deadletter.ErrorHeaders;
import textmill.topology.deadletter.Reason;
import textmill.topology.testing.Cluster;

/**
 * Two thousand records with five secrets each in a nested field, as Avro, JSON and plain strings, every tenth of them broken
 * in some way. None of the secrets may be in any topic that is written, in a log at any level, a metric or an endpoint.
 */
class RedactedTopicsTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int RECORDS = 2_000;
    private static final int BROKEN_EVERY = 10;
    private static final List<String> PIPELINES = List.of("avro", "json", "plain");

    private static final Schema ORDER = new Schema.Parser().parse("""
            {"type":"record","name":"Order","namespace":"shop","fields":[
              {"name":"number","type":"long"},
              {"name":"payload","type":["null",{"type":"record","name":"Payload","fields":[
                {"name":"tags","type":{"type":"array","items":"string"}},
                {"name":"body","type":["null","string"]},
                {"name":"lines","type":{"type":"map","values":"double"}}]}]},
              {"name":"end","type":"string"}]}""");

    private final LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final Logger root = loggers.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Appender<ILoggingEvent> console = root.getAppender("console");
    private final Map<Logger, Level> levels = new HashMap<>();
    private final Secrets secrets = new Secrets();
    private final Listener listener = new Listener();

    @BeforeEach
    void listen() {
        loggers.getLoggerList().stream()
                .filter(logger -> logger.getLevel() != null)
                .forEach(logger -> {
                    levels.put(logger, logger.getLevel());
                    logger.setLevel(Level.DEBUG);
                });
        root.detachAppender(console);
        listener.start();
        root.addAppender(listener);
    }

    @AfterEach
    void stop() {
        root.detachAppender(listener);
        root.addAppender(console);
        levels.forEach(Logger::setLevel);
    }

    @Test
    void shouldKeepSecretsWhereTheyCameFrom() throws Exception {
        try (Cluster cluster = Cluster.start()) {
            // Given
            for (String pipeline : PIPELINES) {
                for (String topic : List.of("", ".redacted", ".people", ".dead-letters", ".alerts")) {
                    cluster.createTopic(
                            pipeline + topic,
                            2,
                            topic.equals(".redacted") ? Map.of("max.message.bytes", "100000") : Map.of());
                }
            }
            produce(cluster);

            // When
            try (PeopleEngine engine = new PeopleEngine();
                    TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings(cluster)), engine)) {
                await().atMost(LIMIT)
                        .until(() -> PIPELINES.stream()
                                        .mapToLong(name -> app.counters(name).inputs()
                                                - app.counters(name).inFlight())
                                        .sum()
                                == RECORDS + PIPELINES.size());
                await().atMost(LIMIT)
                        .until(() -> PIPELINES.stream().allMatch(name -> cluster.lag("textmill", name) == 0));

                // Then
                for (String page : List.of("/metrics", "/health/ready", "/health/live")) {
                    assertThat(secrets.in(get(app, page))).as(page).isEmpty();
                }
                for (String pipeline : PIPELINES) {
                    assertThat(app.counters(pipeline).deadLetters()).isPositive();
                    assertThat(app.counters(pipeline).tombstones()).isEqualTo(1);
                }
            }
            for (String pipeline : PIPELINES) {
                check(cluster, pipeline);
            }
            assertThat(listener.lines.sum()).isPositive();
            assertThat(listener.sung).isEmpty();
        }
    }

    private Map<String, String> settings(Cluster cluster) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "bootstrap.servers", cluster.bootstrapServers(),
                "schema.registry.url", cluster.registryUrl(),
                "http.port", "0",
                "kafka.consumer.auto.offset.reset", "earliest",
                "input.text.field", "payload.body",
                "pipeline.avro.task.people.model", "stub",
                "pipeline.avro.task.people.entities", "offsets",
                "pipeline.avro.task.people.route.alerts.topic", "avro.alerts",
                "pipeline.avro.task.people.route.alerts.labels", "PERSON",
                "pipeline.avro.redact.task", "people"));
        settings.putAll(Map.of(
                "pipeline.avro.redact.replacement",
                "hash",
                "pipeline.avro.redact.hash.key",
                "the-mill-keeps-its-secrets",
                "pipeline.plain.redact.replacement",
                "removed",
                // A transaction that is given up while the machine stands is computed once more, and counted.
                Cluster.TRANSACTION_TIMEOUT,
                "300000"));
        for (String pipeline : PIPELINES) {
            String prefix = "pipeline." + pipeline + ".";
            settings.put(prefix + "input.topic", pipeline);
            settings.put(prefix + "input.format", pipeline.equals("plain") ? "string" : pipeline);
            settings.put(prefix + "redact.topic", pipeline + ".redacted");
        }
        return settings;
    }

    private void produce(Cluster cluster) {
        TextmillAvroSerializer serializer = new TextmillAvroSerializer();
        serializer.configure(cluster.registryClient(), false);
        try (KafkaProducer<byte[], byte[]> producer = cluster.producer()) {
            for (int i = 0; i < RECORDS; i++) {
                String pipeline = PIPELINES.get(i % PIPELINES.size());
                String text = text(i, i % BROKEN_EVERY == 7 && pipeline.equals("plain"));
                byte[] value =
                        switch (pipeline) {
                            case "avro" -> avro(serializer, i, text);
                            case "json" -> json(i, text);
                            default -> text.getBytes(UTF_8);
                        };
                ProducerRecord<byte[], byte[]> record =
                        new ProducerRecord<>(pipeline, i % 2, key(i).getBytes(UTF_8), value);
                record.headers().add("origin", key(i).getBytes(UTF_8));
                Cluster.sendLater(producer, record);
            }
            for (String pipeline : PIPELINES) {
                Cluster.sendLater(producer, new ProducerRecord<>(pipeline, 0, "gone".getBytes(UTF_8), null));
            }
        }
    }

    private static String key(int i) {
        return "order-" + i;
    }

    /** Ordinary words around five secrets; an endless one is too large for its topic. */
    private String text(int i, boolean endless) {
        List<String> five = secrets.five();
        return "Order " + i + ": Namejane (" + five.get(0) + ") pays from " + five.get(1) + ", or by card "
                + five.get(2) + ";\n\"" + five.get(3) + "\" called " + five.get(4) + ". Grüße, 12 of 345 😀"
                + (endless ? " and so on".repeat(20_000) : "");
    }

    private byte[] avro(TextmillAvroSerializer serializer, int i, String text) {
        GenericRecord payload = new GenericData.Record(
                ORDER.getField("payload").schema().getTypes().get(1));
        payload.put("tags", List.of("a", "b" + i));
        payload.put("body", i % BROKEN_EVERY == 3 ? text + " and so on".repeat(300) : text);
        payload.put("lines", Map.of("x", i / 7.0));
        GenericRecord order = new GenericData.Record(ORDER);
        order.put("number", (long) i);
        order.put("payload", payload);
        order.put("end", "end" + i);
        byte[] value = Objects.requireNonNull(serializer.serialize("avro", order));
        return i % BROKEN_EVERY == 6 ? Arrays.copyOf(value, value.length - 1) : value;
    }

    private static byte[] json(int i, String text) {
        String quoted = "\"" + text.replace("\"", "\\\"").replace("\n", "\\n").replace("@", "\\u0040") + "\"";
        String rest = ",\"n\":" + i + ".50}, \"x\":[1, {}]}";
        return (switch (i % (2 * BROKEN_EVERY)) {
                    case 1 -> "{\"payload\":{\"message\":" + quoted + rest;
                    case 4 -> "{\"payload\":{\"body\":[" + quoted + "]" + rest;
                    case 10 -> "{\"payload\":{\"body\":" + quoted + ",\"body\":\"\"" + rest;
                    case 13 -> "{\"payload\":{\"body\":" + quoted + rest + "}";
                    default -> "{\"payload\":{\"body\":" + quoted + rest;
                })
                .getBytes(UTF_8);
    }

    private void check(Cluster cluster, String pipeline) {
        Map<String, ConsumerRecord<byte[], byte[]>> inputs = cluster.read(pipeline).stream()
                .collect(Collectors.toMap(record -> new String(record.key(), UTF_8), record -> record));
        List<ConsumerRecord<byte[], byte[]>> redacted = cluster.read(pipeline + ".redacted");
        List<ConsumerRecord<byte[], byte[]>> letters = cluster.read(pipeline + ".dead-letters");
        assertThat(redacted.size() + letters.size()).isEqualTo(inputs.size());
        for (String topic : List.of(".redacted", ".people", ".dead-letters", ".alerts")) {
            cluster.read(pipeline + topic).forEach(record -> assertSilent(record));
        }
        for (ConsumerRecord<byte[], byte[]> letter : letters) {
            assertThat(letter.value()).isEmpty();
            assertThat(header(letter, ErrorHeaders.CUT)).startsWith("value=");
        }
        for (ConsumerRecord<byte[], byte[]> record : redacted) {
            ConsumerRecord<byte[], byte[]> input = Objects.requireNonNull(inputs.get(new String(record.key(), UTF_8)));
            assertThat(record.partition()).isEqualTo(input.partition());
            assertThat(record.timestamp()).isEqualTo(input.timestamp());
            if (input.value() == null) {
                assertThat(record.value()).isNull();
            } else {
                assertThat(header(record, "origin")).isEqualTo(new String(input.key(), UTF_8));
                assertSame(cluster, pipeline, input, record);
            }
        }
        if (pipeline.equals("avro")) {
            assertThat(letters)
                    .extracting(letter -> header(letter, ErrorHeaders.REASON))
                    .contains(Reason.NOT_WHOLLY_SEEN.code(), Reason.TRUNCATED.code());
            assertThat(cluster.read("avro.alerts")).hasSameSizeAs(redacted);
        } else if (pipeline.equals("json")) {
            assertThat(letters)
                    .extracting(letter -> header(letter, ErrorHeaders.REASON))
                    .contains(
                            Reason.AMBIGUOUS_FIELD.code(),
                            Reason.MISSING_FIELD.code(),
                            Reason.WRONG_FIELD_TYPE.code(),
                            Reason.MALFORMED_JSON.code());
        }
    }

    /** Everything but the text is that of the input, and the text has what was not secret. */
    private void assertSame(
            Cluster cluster,
            String pipeline,
            ConsumerRecord<byte[], byte[]> input,
            ConsumerRecord<byte[], byte[]> record) {
        String out = new String(record.value(), UTF_8);
        assertThat(out).contains("Grüße, 12 of 345 😀").doesNotContain("canary");
        String in = new String(input.value(), UTF_8);
        switch (pipeline) {
            case "json" -> {
                int text = in.indexOf(" called");
                int end = in.indexOf(". Grüße");
                assertThat(out).startsWith(in.substring(0, in.indexOf('('))).endsWith(in.substring(end));
                assertThat(out)
                        .contains("(" + "[EMAIL]" + ") pays from [IBAN], or by card [CREDIT_CARD];\\n\\\"[IP_ADDRESS]");
                assertThat(text).isPositive();
            }
            case "plain" -> assertThat(out).contains("Namejane () pays from , or by card ;\n\"\" called . Grüße");
            default -> {
                TextmillAvroDeserializer reader =
                        new TextmillAvroDeserializer(SchemaRegistry.connect(cluster.registryClient()));
                reader.configure(Map.of(), false);
                GenericRecord before = (GenericRecord)
                        Objects.requireNonNull(reader.deserialize("avro", input.headers(), input.value()));
                GenericRecord after = (GenericRecord)
                        Objects.requireNonNull(reader.deserialize("avro", record.headers(), record.value()));
                assertThat(Arrays.copyOf(record.value(), 5)).isEqualTo(Arrays.copyOf(input.value(), 5));
                GenericRecord payload = (GenericRecord) after.get("payload");
                assertThat(payload.get("body").toString())
                        .matches("(?s)Order \\d+: \\[PERSON:\\w{16}] \\(\\[EMAIL:\\w{16}]\\) pays from \\[IBAN:.*");
                payload.put("body", ((GenericRecord) before.get("payload")).get("body"));
                assertThat(after).isEqualTo(before);
            }
        }
    }

    private void assertSilent(ConsumerRecord<byte[], byte[]> record) {
        StringBuilder all = new StringBuilder();
        if (record.value() != null) {
            all.append(new String(record.value(), ISO_8859_1));
        }
        for (Header header : record.headers()) {
            all.append('\n').append(new String(header.value(), ISO_8859_1));
        }
        assertThat(secrets.in(all.toString())).as(record.topic()).isEmpty();
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), UTF_8);
    }

    private static String get(TextmillApp app, String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(app.endpoint().resolve(path)).build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void shouldBeAbleToHearASecret() {
        LoggerFactory.getLogger("x").debug("it is {}", secrets.five().get(2));

        assertThat(listener.sung).isNotEmpty();
    }

    private final class Listener extends AppenderBase<ILoggingEvent> {
        private final Queue<String> sung = new ConcurrentLinkedQueue<>();
        private final LongAdder lines = new LongAdder();

        @Override
        protected void append(ILoggingEvent event) {
            String trace =
                    event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy());
            lines.increment();
            if (!secrets.in(event.getFormattedMessage() + trace).isEmpty()) {
                sung.add(event.getLoggerName());
            }
        }
    }
}
