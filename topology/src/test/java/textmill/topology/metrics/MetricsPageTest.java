package textmill.topology.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import textmill.topology.TextmillApp;
import textmill.topology.config.TextmillConfig;
import textmill.topology.testing.Cluster;
import textmill.topology.testing.StubEngine;

/** The page as it lies in the repository, held against the list and against what a running application shows. */
class MetricsPageTest {
    private static final Path PAGE = Path.of("../docs/reference/metrics.md");
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String OWN = "textmill_";

    private static final Cluster cluster = Cluster.start();

    @AfterAll
    static void stop() {
        cluster.close();
    }

    /** A metric as a page or a scrape describes it. */
    private record Shown(String type, String meaning, Set<String> labels) {}

    /** Writes it with {@code mvn -pl topology -am test -Dtest=MetricsPageTest -Dtextmill.docs.write=true}. */
    @Test
    void shouldBeWhatTheListSays() throws IOException {
        if (Boolean.getBoolean("textmill.docs.write")) {
            Files.writeString(PAGE, MetricsReference.markdown());
        }

        assertThat(PAGE).hasContent(MetricsReference.markdown());
        assertThat(Metric.values()).allMatch(metric -> metric.meaning().endsWith("."));
    }

    @Test
    void shouldHaveARowForEveryMetricOfARunningApplicationAndNoOther() throws Exception {
        // Given
        String page = Files.readString(PAGE);
        Map<String, Shown> documented = new TreeMap<>();
        matches("(?m)^\\| `(textmill_\\w+)` \\| (\\w+) \\| [^|]+ \\| ([^|]+) \\| (.+) \\|$", page)
                .forEach(row ->
                        documented.put(row.group(1), new Shown(row.group(2), row.group(4), ticked(row.group(3)))));
        List<String> others = matches("`([a-z_]+_)\\*`", page.substring(page.indexOf("## Of others")))
                .map(prefix -> prefix.group(1))
                .toList();

        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(pipelines(), engine)) {
            // Then lags come when partitions have been assigned and looked at
            await().atMost(LIMIT)
                    .untilAsserted(
                            () -> assertThat(own(scrape(get(app, null).body()))).isEqualTo(documented));

            // And whose the rest is
            Set<String> rest = new TreeSet<>(scrape(get(app, null).body()).keySet());
            rest.removeIf(name -> name.startsWith(OWN));
            assertThat(others).allMatch(prefix -> rest.stream().anyMatch(name -> name.startsWith(prefix)));
            assertThat(rest).allMatch(name -> others.stream().anyMatch(name::startsWith));
        }
    }

    /** The latency is measured from the one time that a record has, and from its arrival here. */
    @Test
    void shouldMeasureFromTheTimeThatATopicStamps() throws Exception {
        Map<String, String> settings = new HashMap<>(cluster.topics("stamped", 1));
        cluster.createTopic("appended", 1, Map.of("message.timestamp.type", "LogAppendTime"));
        settings.put("input.topic", "stamped,appended");
        // The registry does not fail because the machine stands.
        settings.put("schema.registry.http.connect.timeout.ms", "60000");
        settings.put("schema.registry.http.read.timeout.ms", "60000");
        long hourAgo = System.currentTimeMillis() - Duration.ofHours(1).toMillis();
        try (KafkaProducer<byte[], byte[]> producer = cluster.producer()) {
            for (String topic : List.of("stamped", "appended", "appended")) {
                Cluster.send(producer, new ProducerRecord<>(topic, 0, hourAgo, null, topic.getBytes(UTF_8)));
            }
        }

        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
            await().atMost(LIMIT)
                    .until(() -> cluster.lag("stamped", "stamped") == 0 && cluster.lag("stamped", "appended") == 0);
            await().atMost(LIMIT)
                    .until(() ->
                            value(get(app, null).body(), "textmill_last_commit_timestamp_seconds{") > hourAgo / 1e3);
            await().atMost(LIMIT).until(() -> value(get(app, null).body(), "textmill_ready") == 1);
            String text = get(app, null).body();

            String latency = "textmill_record_latency_seconds_";
            assertThat(value(text, latency + "count{since=\"create\"}")).isEqualTo(1);
            assertThat(value(text, latency + "sum{since=\"create\"}")).isBetween(3_599.0, 3_720.0);
            assertThat(value(text, latency + "bucket{since=\"create\",le=\"300.0\"}"))
                    .isZero();
            assertThat(value(text, latency + "count{since=\"append\"}")).isEqualTo(2);
            assertThat(value(text, latency + "bucket{since=\"append\",le=\"300.0\"}"))
                    .isEqualTo(2);
            assertThat(value(text, latency + "count{since=\"read\"}")).isEqualTo(3);
            assertThat(value(text, "textmill_forward_duration_seconds_count")).isEqualTo(3);
            assertThat(value(text, "textmill_registry_requests_total{outcome=\"answer\"}"))
                    .isPositive();
            assertThat(value(text, "textmill_registry_requests_total{outcome=\"failure\"}"))
                    .isZero();
            assertThat(value(text, "textmill_live")).isEqualTo(1);
            assertThat(value(text, "process_resident_memory_bytes")).isGreaterThan(50e6);
            assertThat(value(text, "process_start_time_seconds")).isPositive();
        }
    }

    @Test
    void shouldSpeakOpenMetricsToWhoeverAsksForIt() throws Exception {
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(TextmillConfig.parse(cluster.topics("open", 1)), engine)) {
            HttpResponse<String> plain = get(app, "text/plain");
            HttpResponse<String> open = get(
                    app, "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1");

            assertThat(plain.headers().firstValue("Content-Type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
            assertThat(open.headers().firstValue("Content-Type"))
                    .hasValue("application/openmetrics-text; version=1.0.0; charset=utf-8");
            assertThat(plain.body()).doesNotContain("# EOF").contains("# TYPE textmill_records_read_total counter");
            assertThat(open.body()).endsWith("# EOF\n").contains("# TYPE textmill_records_read counter");
        }
    }

    /** A scrape of a large instance stays small; the time that it takes is printed, and judged by whoever reads it. */
    @Test
    void shouldStaySmallWithManyPartitions() throws Exception {
        Map<String, String> settings = new HashMap<>(cluster.topics("many", 1));
        settings.remove("input.topic");
        for (String pipeline : List.of("one", "two", "three")) {
            String topic = "many." + pipeline;
            cluster.createTopic(topic, 64, Map.of());
            settings.put("pipeline." + pipeline + ".input.topic", topic);
            settings.put("pipeline." + pipeline + ".dead.letter.topic", "many.dead-letters");
            settings.put("pipeline." + pipeline + ".task.embeddings.topic", "many.embeddings");
            cluster.produceTexts(topic, 64, 0, 640);
        }

        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
            await().atMost(LIMIT)
                    .until(() -> app.counters("one").outputs() == 640
                            && app.counters("two").outputs() == 640
                            && app.counters("three").outputs() == 640
                            && matches(
                                                    "(?m)^textmill_lag_seconds\\{",
                                                    get(app, null).body())
                                            .count()
                                    == 192);
            List<Double> times = new ArrayList<>();
            int bytes = 0;
            for (int i = 0; i < 15; i++) {
                long began = System.nanoTime();
                bytes = get(app, null).body().length();
                times.add((System.nanoTime() - began) / 1e6);
            }
            times.sort(null);
            System.out.printf(
                    Locale.ROOT,
                    "scrape of 3 pipelines with 64 partitions each: %d bytes, median %.0f ms, longest %.0f ms%n",
                    bytes,
                    times.get(7),
                    times.get(14));

            assertThat(bytes).isLessThan(1_000_000);
        }
    }

    private static double value(String text, String series) {
        return text.lines()
                .filter(line -> line.startsWith(series))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(series + " is not there"));
    }

    private static TextmillConfig pipelines() {
        Map<String, String> settings = new HashMap<>(cluster.topics("metrics", 2));
        cluster.topics("more", 2);
        settings.remove("input.topic");
        settings.put("pipeline.one.input.topic", "metrics");
        settings.put("pipeline.two.input.topic", "more");
        cluster.createTopic("judged", 2, Map.of());
        settings.put("pipeline.one.anomaly.topic", "judged");
        cluster.produceTexts("more", 2, 0, 100);
        return TextmillConfig.parse(settings);
    }

    private static Map<String, Shown> own(Map<String, Shown> all) {
        Map<String, Shown> own = new TreeMap<>(all);
        own.keySet().removeIf(name -> !name.startsWith(OWN));
        // The page says that every histogram has one.
        Set<String> histograms = new TreeSet<>(own.keySet());
        histograms.removeIf(name -> !Objects.requireNonNull(own.get(name)).type.equals("histogram"));
        assertThat(own.keySet()
                        .containsAll(
                                histograms.stream().map(name -> name + "_max").toList()))
                .isTrue();
        histograms.forEach(name -> own.remove(name + "_max"));
        return own;
    }

    private static HttpResponse<String> get(TextmillApp app, @Nullable String accept)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(app.endpoint().resolve("/metrics"));
        if (accept != null) {
            request.header("Accept", accept);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** By name of what a scrape describes. */
    private static Map<String, Shown> scrape(String text) {
        Map<String, String> meanings = new HashMap<>();
        matches("(?m)^# HELP (\\w+) (.*)$", text).forEach(help -> meanings.put(help.group(1), help.group(2)));
        Map<String, Shown> shown = new TreeMap<>();
        matches("(?m)^# TYPE (\\w+) (\\w+)$", text)
                .forEach(type -> shown.put(
                        type.group(1),
                        new Shown(type.group(2), meanings.getOrDefault(type.group(1), ""), new TreeSet<>())));
        matches("(?m)^(textmill_\\w+)(?:\\{(.*)})? \\S+$", text).forEach(value -> {
            Shown metric = Objects.requireNonNull(shown.get(family(value.group(1), shown)), value.group(1));
            if (value.group(2) != null) {
                matches("(\\w+)=\"", value.group(2)).forEach(label -> metric.labels.add(label.group(1)));
            }
            metric.labels.remove("le");
        });
        return shown;
    }

    /** The metric that a value is of. */
    private static String family(String value, Map<String, Shown> shown) {
        String base = value.replaceFirst("_(bucket|sum|count)$", "");
        return shown.containsKey(base) ? base : value;
    }

    private static Set<String> ticked(String cell) {
        Set<String> words = new TreeSet<>();
        matches("`(\\w+)`", cell).forEach(word -> words.add(word.group(1)));
        return words;
    }

    private static Stream<MatchResult> matches(String regex, String text) {
        return Pattern.compile(regex).matcher(text).results();
    }
}
