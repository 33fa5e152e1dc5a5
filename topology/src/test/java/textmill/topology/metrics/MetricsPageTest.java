package textmill.topology.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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

        try (Cluster cluster = Cluster.start();
                StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(pipelines(cluster), engine)) {
            // Then lags come when partitions have been assigned and looked at
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(own(scrape(app))).isEqualTo(documented));

            // And whose the rest is
            Set<String> rest = new TreeSet<>(scrape(app).keySet());
            rest.removeIf(name -> name.startsWith(OWN));
            assertThat(others).allMatch(prefix -> rest.stream().anyMatch(name -> name.startsWith(prefix)));
            assertThat(rest).allMatch(name -> others.stream().anyMatch(name::startsWith));
        }
    }

    private static TextmillConfig pipelines(Cluster cluster) {
        Map<String, String> settings = new HashMap<>(cluster.topics("metrics", 2));
        cluster.topics("more", 2);
        settings.remove("input.topic");
        settings.put("pipeline.one.input.topic", "metrics");
        settings.put("pipeline.two.input.topic", "more");
        cluster.produceTexts("more", 2, 0, 100);
        return TextmillConfig.parse(settings);
    }

    private static Map<String, Shown> own(Map<String, Shown> all) {
        Map<String, Shown> own = new TreeMap<>(all);
        own.keySet().removeIf(name -> !name.startsWith(OWN));
        return own;
    }

    /** By name of what a scrape describes. */
    private static Map<String, Shown> scrape(TextmillApp app) throws IOException, InterruptedException {
        String text = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(app.endpoint().resolve("/metrics"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        Map<String, String> meanings = new HashMap<>();
        matches("(?m)^# HELP (\\w+) (.*)$", text).forEach(help -> meanings.put(help.group(1), help.group(2)));
        Map<String, Shown> shown = new TreeMap<>();
        matches("(?m)^# TYPE (\\w+) (\\w+)$", text)
                .forEach(type -> shown.put(
                        type.group(1),
                        new Shown(type.group(2), meanings.getOrDefault(type.group(1), ""), new TreeSet<>())));
        matches("(?m)^(textmill_\\w+)(?:\\{(.*)})? \\S+$", text).forEach(value -> {
            Shown metric = Objects.requireNonNull(shown.get(value.group(1)), value.group(1));
            if (value.group(2) != null) {
                matches("(\\w+)=\"", value.group(2)).forEach(label -> metric.labels.add(label.group(1)));
            }
        });
        return shown;
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
