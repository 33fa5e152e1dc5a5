package textmill.topology.operations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import textmill.topology.TextmillApp;
import textmill.topology.config.TextmillConfig;
import textmill.topology.testing.Cluster;
import textmill.topology.testing.StubEngine;

/** The dashboard and the alerts as they lie in the repository, held against what a running application shows. */
class OperationsTest {
    private static final Path DASHBOARD = Path.of("../docs/operations/grafana-dashboard.json");
    private static final Path ALERTS = Path.of("../docs/operations/alerts.yaml");
    private static final Path ALERT_TESTS = Path.of("src/test/resources/operations/alerts-test.yaml");
    private static final Path PAGE = Path.of("../docs/how-to/observe.md");
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /** Prometheus itself adds these to what it scrapes. */
    private static final Set<String> OF_PROMETHEUS = Set.of("instance", "job");

    private static final Set<String> OVER_RANGES = Set.of("rate", "increase", "deriv", "changes");

    private static Scrape scrape = Scrape.of("");

    @BeforeAll
    static void scrape() throws Exception {
        try (Cluster cluster = Cluster.start();
                StubEngine engine = StubEngine.fast()) {
            Map<String, String> settings = new HashMap<>(cluster.topics("seen", 1));
            settings.remove("input.topic");
            settings.put("pipeline.one.input.topic", "seen");
            cluster.createTopic("judged", 1, Map.of());
            settings.put("pipeline.one.anomaly.topic", "judged");
            cluster.produceTexts("seen", 1, 0, 10);
            try (TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
                scrape = Scrape.of(
                        await().atMost(LIMIT).until(() -> get(app), page -> page.contains("textmill_lag_seconds{")));
            }
        }
    }

    private static String get(TextmillApp app) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(app.endpoint().resolve("/metrics"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void shouldShowOnlyWhatIsThereOnTheDashboard() throws IOException {
        Map<String, String> panels = panels();

        assertThat(panels).hasSizeGreaterThan(25);
        panels.forEach(OperationsTest::check);
    }

    @Test
    void shouldAlertOnlyOnWhatIsThere() throws IOException {
        Map<String, String> alerts = alerts();

        assertThat(alerts).hasSizeGreaterThan(8);
        alerts.forEach(OperationsTest::check);
    }

    @Test
    void shouldExplainEveryAlertAndTestIt() throws IOException {
        String page = Files.readString(PAGE);
        String tests = Files.readString(ALERT_TESTS);

        assertThat(alerts().keySet())
                .allMatch(alert -> page.contains("`" + alert + "`"))
                .allMatch(alert -> tests.contains("alertname=\"" + alert + "\""));
    }

    @Test
    void shouldGiveEveryPanelATitleASourceAndAPlace() throws IOException {
        Set<Integer> ids = new HashSet<>();
        Set<String> places = new HashSet<>();
        for (JsonNode panel :
                new ObjectMapper().readTree(Files.readString(DASHBOARD)).path("panels")) {
            assertThat(panel.path("title").asText()).isNotBlank();
            assertThat(ids.add(panel.path("id").asInt())).isTrue();
            assertThat(places.add(panel.path("gridPos").path("x") + ","
                            + panel.path("gridPos").path("y")))
                    .isTrue();
            if (!panel.path("type").asText().equals("row")) {
                assertThat(panel.path("datasource").path("uid").asText()).isEqualTo("${datasource}");
                assertThat(panel.path("targets")).isNotEmpty();
            }
        }
    }

    @Test
    void shouldSeeWhatIsWrongWithAnExpression() {
        assertThatThrownBy(() -> check("x", "rate(textmill_records_reed_total[5m])"))
                .hasMessageContaining("reed");
        assertThatThrownBy(() -> check("x", "textmill_records_read_total")).hasMessageContaining("only rises");
        assertThatThrownBy(() -> check("x", "rate(textmill_ready[5m])")).hasMessageContaining("up and down");
        assertThatThrownBy(() -> check("x", "sum by (topik) (textmill_lag_records)"))
                .hasMessageContaining("topik");
        assertThatThrownBy(() -> check("x", "textmill_lag_records{topik=\"a\"}"))
                .hasMessageContaining("topik");
        assertThatThrownBy(() -> check("x", "rate(textmill_dead_letters_total{reason=\"bad\"}[5m])"))
                .hasMessageContaining("bad");
        assertThatThrownBy(() -> check("x", "sum(textmill_lag_records")).hasMessageContaining("left open");
        assertThatThrownBy(() -> check("x", "rate(textmill_records_read_total)"))
                .hasMessageContaining("only rises");
    }

    /** Where Prometheus is installed; {@code PROMTOOL} may say where it lies. */
    @Test
    void shouldPassPrometheusOwnCheck(@TempDir Path directory) throws Exception {
        Optional<String> promtool = promtool();
        assumeTrue(promtool.isPresent(), "promtool is not here: install Debian's package prometheus, or set PROMTOOL");
        StringBuilder rules = new StringBuilder("groups:\n  - name: panels\n    rules:\n");
        panels().values().forEach(expression -> rules.append("      - record: a:b\n        labels: {n: \"")
                .append(rules.length())
                .append("\"}\n        expr: '")
                .append(expression.replace("'", "''"))
                .append("'\n"));
        Path panels = Files.writeString(directory.resolve("panels.yaml"), rules);

        run(promtool.get(), "check", "rules", panels.toString(), ALERTS.toString());
        run(promtool.get(), "test", "rules", ALERT_TESTS.toString());
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
    }

    private static Optional<String> promtool() {
        String named = System.getenv("PROMTOOL");
        if (named != null) {
            return Optional.of(named);
        }
        return Arrays.stream(System.getenv("PATH").split(":", -1))
                .map(directory -> Path.of(directory, "promtool"))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    private static void check(String where, String expression) {
        PromQl read = PromQl.of(expression);
        Set<String> labels = new HashSet<>(OF_PROMETHEUS);
        for (PromQl.Selector selector : read.selectors) {
            assertThat(scrape.has(selector.name()))
                    .as("%s: %s is not there", where, selector.name())
                    .isTrue();
            selector.labels().forEach((label, asked) -> check(where, selector.name(), label, asked));
            String rises = scrape.isCounter(selector.name()) ? "only rises, wants a range" : "goes up and down";
            boolean fits = scrape.isCounter(selector.name()) == selector.ranged()
                    || read.functions.contains("deriv")
                    || read.functions.contains("changes");
            assertThat(fits).as("%s: %s %s", where, selector.name(), rises).isTrue();
            labels.addAll(read.groupings.stream()
                    .filter(label -> !scrape.values(selector.name(), label).isEmpty())
                    .toList());
        }
        assertThat(labels).as("%s: labels of groups", where).containsAll(read.groupings);
        assertThat(read.selectors.stream().anyMatch(PromQl.Selector::ranged))
                .as("%s: ranges", where)
                .isEqualTo(read.functions.stream().anyMatch(OVER_RANGES::contains));
    }

    private static void check(String where, String metric, String label, String asked) {
        if (!OF_PROMETHEUS.contains(label)) {
            Set<String> values = scrape.values(metric, label);
            assertThat(values)
                    .as("%s: %s has no label %s", where, metric, label)
                    .isNotEmpty();
            String value = asked.substring(asked.indexOf('"') + 1, asked.length() - 1);
            if (!asked.contains("~")) {
                assertThat(values).as("%s: %s of %s", where, label, metric).contains(value);
            }
        }
    }

    /** Expressions by the titles of their panels, with what Grafana puts in place of its variables. */
    private static Map<String, String> panels() throws IOException {
        Map<String, String> expressions = new HashMap<>();
        for (JsonNode panel :
                new ObjectMapper().readTree(Files.readString(DASHBOARD)).path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                expressions.put(
                        panel.path("title").asText() + " "
                                + target.path("refId").asText(),
                        target.path("expr")
                                .asText()
                                .replace("$__rate_interval", "1m")
                                .replace("$instance", ".*"));
            }
        }
        return expressions;
    }

    private static Map<String, String> alerts() throws IOException {
        Map<String, String> expressions = new HashMap<>();
        for (JsonNode group : YAML.readTree(Files.readString(ALERTS)).path("groups")) {
            for (JsonNode rule : group.path("rules")) {
                expressions.put(rule.path("alert").asText(), rule.path("expr").asText());
                List<String> missing = new ArrayList<>(List.of("summary", "description"));
                rule.path("annotations").fieldNames().forEachRemaining(missing::remove);
                assertThat(missing).isEmpty();
                assertThat(rule.path("labels").path("severity").asText()).isIn("critical", "warning", "info");
            }
        }
        return expressions;
    }
}
