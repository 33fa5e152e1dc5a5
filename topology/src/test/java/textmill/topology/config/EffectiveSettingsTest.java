package textmill.topology.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds when a file, the environment and the command line each say something. */
class EffectiveSettingsTest {
    private static final String CANARY = "canary-in-the-mill";

    private final Path file;

    EffectiveSettingsTest(@TempDir Path directory) {
        file = directory.resolve("a.properties");
    }

    @Test
    void shouldSayWhereEverySettingComesFrom() throws IOException {
        Map<String, EffectiveSetting> settings = effective(
                """
                bootstrap.servers = a:1
                schema.registry.url = http://ann:%s@localhost:1
                task.vectors.model = any
                task.vectors.top.k = 3
                input.topic = tickets
                batch.texts = 8
                kafka.client.id = mill
                """.formatted(CANARY),
                Map.of(
                        "TEXTMILL_INPUT_FORMAT", "json",
                        "TEXTMILL_BATCH_TEXTS", "16",
                        "TEXTMILL_TASK_MY__LABELS_MODEL", "other",
                        "TEXTMILL_TASK_A___B_MODEL", "third",
                        "TEXTMILL_HTTP_HOST", ""),
                Map.of("batch.texts", "32"));

        assertThat(settings.get("input.topic")).isEqualTo(new EffectiveSetting("input.topic", "tickets", file + ":5"));
        assertThat(settings.get("input.format"))
                .isEqualTo(new EffectiveSetting("input.format", "json", "environment variable TEXTMILL_INPUT_FORMAT"));
        assertThat(settings.get("batch.texts")).isEqualTo(new EffectiveSetting("batch.texts", "32", "--set"));
        assertThat(settings.get("http.host")).isEqualTo(new EffectiveSetting("http.host", "127.0.0.1", "default"));
        assertThat(settings.get("task.vectors.topic"))
                .isEqualTo(new EffectiveSetting("task.vectors.topic", "tickets.vectors", "default"));
        assertThat(settings.get("task.vectors.top.k"))
                .isEqualTo(new EffectiveSetting("task.vectors.top.k", "3", file + ":4"));
        assertThat(of(settings, "task.my_labels.model").value()).isEqualTo("other");
        assertThat(of(settings, "task.a-b.model").value()).isEqualTo("third");
        assertThat(of(settings, "dead.letter.topic").value()).isEqualTo("tickets.dead-letters");
        assertThat(of(settings, "kafka.client.id").origin()).isEqualTo(file + ":7");
        assertThat(settings.get("kafka.poll.ms")).isEqualTo(new EffectiveSetting("kafka.poll.ms", "5", "default"));
        assertThat(of(settings, "schema.registry.url").value()).isEqualTo("http://localhost:1");
    }

    @Test
    void shouldHideSecretsAndWhateverNobodyKnows() throws IOException {
        Map<String, EffectiveSetting> settings =
                effective("""
                bootstrap.servers = a:1
                serde.schema.registry.url = http://ann:%1$s@localhost:1
                schema.registry.url = http://localhost:1
                task.vectors.model = any
                kafka.ssl.key.password = %1$s
                kafka.consumer.sasl.jaas.config = org.apache.kafka.common.security.plain.PlainLoginModule required \
                  username="a" password="%1$s";
                kafka.interceptor.of.mine.token = %1$s
                basic.auth.credentials.source = USER_INFO
                basic.auth.user.info = ann:%1$s
                schema.registry.request.header.X-Key = %1$s
                schema.registry.ssl.truststore.password = %1$s
                serde.some.plug.in = %1$s
                """.formatted(CANARY), Map.of("TEXTMILL_KAFKA_SSL_KEYSTORE_PASSWORD", CANARY), Map.of());

        assertThat(settings.values())
                .allSatisfy(setting -> assertThat(setting.value()).doesNotContain(CANARY));
        assertThat(settings.values())
                .filteredOn(setting -> setting.value().equals(EffectiveSetting.HIDDEN))
                .extracting(EffectiveSetting::key)
                .containsExactlyInAnyOrder(
                        "kafka.ssl.key.password",
                        "kafka.ssl.keystore.password",
                        "kafka.consumer.sasl.jaas.config",
                        "kafka.interceptor.of.mine.token",
                        "basic.auth.user.info",
                        "schema.registry.request.header.X-Key",
                        "schema.registry.ssl.truststore.password",
                        "serde.some.plug.in");
        assertThat(of(settings, "basic.auth.credentials.source").value()).isEqualTo("USER_INFO");
    }

    @Test
    void shouldListWhatPipelinesInherit() throws IOException {
        Map<String, EffectiveSetting> settings = effective("""
                bootstrap.servers = a:1
                schema.registry.url = http://localhost:1
                input.format = json
                pipeline.one.input.topic = first
                pipeline.one.task.vectors.model = any
                pipeline.two.input.topic = second
                pipeline.two.task.vectors.model = any
                pipeline.two.input.format = string
                """, Map.of(), Map.of());

        assertThat(settings.get("pipeline.one.input.format"))
                .isEqualTo(new EffectiveSetting("pipeline.one.input.format", "json", file + ":3"));
        assertThat(of(settings, "pipeline.two.input.format").value()).isEqualTo("string");
        assertThat(of(settings, "pipeline.two.task.vectors.topic").value()).isEqualTo("second.vectors");
        assertThat(settings).doesNotContainKey("input.format");
    }

    @Test
    void shouldReplaceAKeyUnderWhicheverOfItsNames() throws IOException {
        String start = "bootstrap.servers = a:1\nschema.registry.url = http://localhost:1\n";
        Map<String, EffectiveSetting> byEnvironment =
                effective(start + "embedding.model = old\n", Map.of("TEXTMILL_TASK_EMBEDDINGS_MODEL", "new"), Map.of());
        assertThat(of(byEnvironment, "task.embeddings.model").value()).isEqualTo("new");
        Map<String, EffectiveSetting> bySet =
                effective(start + "task.embeddings.model = old\n", Map.of(), Map.of("embedding.model", "new"));
        assertThat(of(bySet, "task.embeddings.model").value()).isEqualTo("new");
    }

    @Test
    void shouldNameTheVariableOfAMistakeAndNotItsValue() {
        ConfigException refused = catchThrowableOfType(
                ConfigException.class,
                () -> effective(
                        "bootstrap.servers = a:1\nschema.registry.url = http://localhost:1\ntask.a.model = any\n",
                        Map.of("TEXTMILL_HTTP_PORT", CANARY, "TEXTMILL_INPUT_TOPICS", CANARY),
                        Map.of()));

        assertThat(refused.problems())
                .containsExactlyInAnyOrder(
                        "http.port = [value of TEXTMILL_HTTP_PORT] (environment variable TEXTMILL_HTTP_PORT): expected"
                                + " whole number, 0 to 65535.",
                        "Unknown key input.topics (environment variable TEXTMILL_INPUT_TOPICS): did you mean"
                                + " input.topic?");
    }

    @Test
    void shouldTakeNothingFromWhatOthersPutIntoTheEnvironment() {
        Map<String, String> environment = new HashMap<>(Map.of(
                "TEXTMILL_JAVA_OPTS", "-Xmx1g",
                "TEXTMILL_STDOUT", "tty",
                "TEXTMILL_SERVICE_HOST", "10.0.0.1",
                "TEXTMILL_SERVICE_PORT_HTTP", "8099",
                "TEXTMILL_PORT", "tcp://10.0.0.1:8099",
                "TEXTMILL_PORT_8099_TCP_ADDR", "10.0.0.1",
                "TEXTMILL_HTTP_PORT", "tcp://10.0.0.1:8099",
                "TEXTMILL_HTTP_SERVICE_PORT", "8099",
                "TEXTMILL_", "x",
                "OTHER", "x"));
        assertThat(EnvironmentSettings.of(environment, new ArrayList<>())).isEmpty();

        environment.put("TEXTMILL_HTTP_PORT", "8099");
        assertThat(EnvironmentSettings.of(environment, new ArrayList<>())).containsOnlyKeys("http.port");
    }

    private Map<String, EffectiveSetting> effective(
            String text, Map<String, String> environment, Map<String, String> overrides) throws IOException {
        Files.writeString(file, text);
        List<EffectiveSetting> all = TextmillConfig.parse(
                        ConfigFile.read(file).withEnvironment(environment).with(overrides, "--set"))
                .effective();
        Map<String, EffectiveSetting> byKey = new HashMap<>();
        all.forEach(setting ->
                assertThat(byKey.put(setting.key(), setting)).as(setting.key()).isNull());
        return byKey;
    }

    private static EffectiveSetting of(Map<String, EffectiveSetting> settings, String key) {
        return Objects.requireNonNull(settings.get(key), key);
    }
}
