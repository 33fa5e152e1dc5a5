package textmill.topology.tracing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import textmill.topology.TextmillApp;
import textmill.topology.config.ConfigException;
import textmill.topology.config.TextmillConfig;
import textmill.topology.testing.Cluster;
import textmill.topology.testing.StubEngine;

/** Traces go through the asynchronous batch, on a real broker. */
class TracedRecordsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int TEXTS = 60;
    private static Cluster cluster;

    @BeforeAll
    static void start() {
        cluster = Cluster.start();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    /** Every third record comes with a trace that is sampled, every third with one that is not, the others with none. */
    @Test
    void shouldLeadFromARecordToItsResultOrItsDeadLetter() throws Exception {
        Map<String, String> settings = traced("traced");
        settings.put("input.format", "json");
        try (KafkaProducer<byte[], byte[]> producer = cluster.producer()) {
            for (int i = 0; i < TEXTS; i++) {
                // Of the sampled ones every second is broken.
                String value = i % 6 == 3 ? "{\"text\":" : "{\"text\":\"text " + i + "\"}";
                ProducerRecord<byte[], byte[]> record =
                        new ProducerRecord<>("traced", i % 2, null, value.getBytes(UTF_8));
                if (i % 3 < 2) {
                    record.headers()
                            .add(
                                    "traceparent",
                                    traceparent(i, i % 3 == 0 ? "01" : "00").getBytes(UTF_8));
                }
                Cluster.sendLater(producer, record);
            }
        }

        // When
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
            await().atMost(LIMIT)
                    .until(() -> app.counters().outputs() + app.counters().deadLetters() == TEXTS);
        }

        // Then every sampled record has a span below its own
        await().atMost(LIMIT)
                .until(() -> records(spans("traced")).count() == TEXTS / 3
                        && linked(spans("traced")).size() == TEXTS / 6);
        List<SpanData> all = spans("traced");
        Map<String, SpanData> records = records(all).collect(Collectors.toMap(SpanData::getTraceId, span -> span));
        assertThat(records).hasSize(TEXTS / 3);
        records.forEach((trace, span) -> {
            int i = Integer.parseInt(trace, 16) - 1;
            boolean broken = i % 6 == 3;
            assertThat(span.getName()).isEqualTo("process traced");
            assertThat(span.getParentSpanId()).isEqualTo(parent(i));
            assertThat(span.getAttributes().get(AttributeKey.stringKey("textmill.ending")))
                    .isEqualTo(broken ? "dead-letter" : "result");
            assertThat(span.getStatus().getStatusCode()).isEqualTo(broken ? StatusCode.ERROR : StatusCode.UNSET);
            assertThat(span.getAttributes().get(AttributeKey.stringKey("error.type")))
                    .isEqualTo(broken ? "malformed-json" : null);
        });

        // And what is written for it names that span
        List<ConsumerRecord<byte[], byte[]>> written = new ArrayList<>(cluster.read("traced.embeddings"));
        written.addAll(cluster.read("traced.dead-letters"));
        assertThat(written).hasSize(TEXTS);
        Map<String, Integer> seen = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : written) {
            Header header = record.headers().lastHeader("traceparent");
            String said = header == null ? "" : new String(header.value(), UTF_8);
            if (said.endsWith("-01")) {
                String trace = said.substring(3, 35);
                assertThat(said)
                        .isEqualTo("00-" + trace + "-"
                                + Objects.requireNonNull(records.get(trace)).getSpanId() + "-01");
            } else if (!said.isEmpty()) {
                int i = Integer.parseInt(said.substring(3, 35), 16) - 1;
                assertThat(said).isEqualTo(traceparent(i, "00"));
            }
            seen.merge(said.isEmpty() ? "none" : said.substring(said.length() - 2), 1, Integer::sum);
        }
        assertThat(seen).isEqualTo(Map.of("01", TEXTS / 3, "00", TEXTS / 3, "none", TEXTS / 3));

        // And every record that was computed is in a batch
        assertThat(linked(all))
                .isEqualTo(records.values().stream()
                        .filter(span -> span.getStatus().getStatusCode() != StatusCode.ERROR)
                        .map(span -> span.getTraceId() + span.getSpanId())
                        .collect(Collectors.toSet()));
        assertThat(all)
                .filteredOn(span -> span.getName().startsWith("batch"))
                .isNotEmpty()
                .allMatch(span -> !span.getParentSpanContext().isValid())
                .allMatch(span -> span.getAttributes().get(AttributeKey.longKey("textmill.batch.rows")) > 0);
    }

    /** Those of an application: its last ones may come after its end, and into another test, if that took too long. */
    private static List<SpanData> spans(String application) {
        return MemorySpans.SPANS.stream()
                .filter(span -> span.getResource().getAttributes().asMap().containsValue(application))
                .toList();
    }

    private static Stream<SpanData> records(List<SpanData> spans) {
        return spans.stream().filter(span -> span.getKind() == SpanKind.CONSUMER);
    }

    private static Set<String> linked(List<SpanData> spans) {
        return spans.stream()
                .filter(span -> span.getName().equals("batch stub-model"))
                .flatMap(span -> span.getLinks().stream())
                .map(LinkData::getSpanContext)
                .map(context -> context.getTraceId() + context.getSpanId())
                .collect(Collectors.toSet());
    }

    @Test
    void shouldLeaveHeadersAloneUnlessItIsOn() throws Exception {
        Map<String, String> settings = traced("untraced");
        settings.keySet().removeIf(key -> key.startsWith("otel.") || key.equals("tracing"));
        try (KafkaProducer<byte[], byte[]> producer = cluster.producer()) {
            ProducerRecord<byte[], byte[]> record = new ProducerRecord<>("untraced", 0, null, "text 1".getBytes(UTF_8));
            record.headers().add("traceparent", traceparent(1, "01").getBytes(UTF_8));
            Cluster.send(producer, record);
        }

        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
            await().atMost(LIMIT).until(() -> app.counters().outputs() == 1);
        }

        assertThat(spans("untraced")).isEmpty();
        Header header = cluster.read("untraced.embeddings").get(0).headers().lastHeader("traceparent");
        assertThat(new String(header.value(), UTF_8)).isEqualTo(traceparent(1, "01"));
    }

    @Test
    void shouldFollowRecordsOfNobodyIfTheSamplerSaysSo() throws Exception {
        Map<String, String> settings = traced("rooted");
        settings.put("otel.traces.sampler", "always_on");
        cluster.produceTexts("rooted", 1, 0, 5);

        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
            await().atMost(LIMIT).until(() -> app.counters().outputs() == 5);
        }

        await().atMost(LIMIT).until(() -> records(spans("rooted")).count() == 5);
        assertThat(cluster.read("rooted.embeddings"))
                .allMatch(record -> record.headers().lastHeader("traceparent") != null);
    }

    @Test
    void shouldSayWhatIsWrongWithItsSettings() {
        Map<String, String> off = traced("wrong");
        off.put("tracing", "false");
        assertThat(catchThrowableOfType(ConfigException.class, () -> TextmillConfig.parse(off))
                        .problems())
                .allMatch(problem -> problem.contains("is set but tracing is not"))
                .hasSize(2);

        Map<String, String> unknown = traced("unknown");
        unknown.put("otel.traces.exporter", "nobody");
        try (StubEngine engine = StubEngine.fast()) {
            assertThat(catchThrowableOfType(
                                    ConfigException.class,
                                    () -> TextmillApp.start(TextmillConfig.parse(unknown), engine))
                            .getMessage())
                    .contains("OpenTelemetry refuses its properties")
                    .contains("nobody");
        }
    }

    private static Map<String, String> traced(String topic) {
        Map<String, String> settings = new HashMap<>(cluster.topics(topic, 2));
        settings.put("tracing", "true");
        settings.put("otel.traces.exporter", "textmill-memory");
        settings.put("otel.bsp.schedule.delay", "50");
        return settings;
    }

    private static String traceparent(int number, String flags) {
        return String.format("00-%032x-%s-%s", number + 1, parent(number), flags);
    }

    private static String parent(int number) {
        return String.format("%016x", number + 1_000);
    }
}
