package textmill.topology.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values that stand elsewhere. */
class PlaceholdersTest {
    private static final String WHOLE =
            "bootstrap.servers=127.0.0.1:1\nschema.registry.url=http://127.0.0.1:1\ntask.vectors.model=any\n";

    private final Map<String, String> environment = Map.of("TEXTMILL_TEST_A", "from a", "OTHER", "s3cret");
    private Path directory = Path.of("");
    private Path file = Path.of("");
    private Path secrets = Path.of("");

    @BeforeEach
    void write(@TempDir Path made) throws IOException {
        directory = made;
        file = directory.resolve("textmill.properties");
        secrets = Files.createDirectory(directory.resolve("secrets"));
        Files.writeString(secrets.resolve("login.properties"), "user=ann\npassword=pa$$ word\\n\nport=8123\n");
        Files.writeString(secrets.resolve("token"), "t0ken\n");
    }

    @Test
    void shouldTakeValuesOfAnyKeyFromFilesAndDirectories() throws IOException {
        TextmillConfig config = parse("""
                http.port=${file:SECRETS/login.properties:port}
                basic.auth.user.info=${file:SECRETS/login.properties:user}:${file:SECRETS/login.properties:password}
                schema.registry.bearer.auth.token=${dir:SECRETS:token}
                kafka.ssl.key.password=x${directory:SECRETS:token}y
                """);

        assertThat(config.get(OperationKeys.HTTP_PORT)).isEqualTo(8_123);
        assertThat(config.serde())
                .containsEntry("basic.auth.user.info", "ann:pa$$ word\n")
                .containsEntry("schema.registry.bearer.auth.token", "t0ken");
        assertThat(config.kafka()).containsEntry("ssl.key.password", "xt0keny");
    }

    @Test
    void shouldSayOfEachWhatIsMissing() {
        assertThat(problems("""
                http.port=${file:SECRETS/login.properties:prot}
                device=${file:SECRETS/nothing.properties:port}
                max.tokens=${dir:SECRETS:nothing}
                batch.texts=${dir:SECRETS/nothing:token}
                batch.linger.ms=${file:SECRETS/token}
                window.texts=${fiel:SECRETS/login.properties:port}
                """))
                .containsExactly(
                        "batch.linger.ms (FILE:8): expected ${file:PATH:KEY}; where a file is the value itself,"
                                + " ${dir:DIRECTORY:FILE}.",
                        "batch.texts (FILE:7): there is no directory SECRETS/nothing.",
                        "device (FILE:5): there is no file SECRETS/nothing.properties that can be read.",
                        "http.port (FILE:4): file SECRETS/login.properties has no key prot.",
                        "max.tokens (FILE:6): directory SECRETS has no file nothing that can be read.",
                        "window.texts (FILE:9): ${fiel:SECRETS/login.properties:port} cannot be read: expected"
                                + " ${env:NAME}, ${file:PATH:KEY} or ${dir:PATH:FILE}; did you mean file? Write"
                                + " $${fiel:SECRETS/login.properties:port} for the text itself.");
    }

    @Test
    void shouldTakeNothingThatIsNotAllowed() throws IOException {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("p.properties"), "port=1\n");
        String limits = """
                config.providers.env.param.allowlist.pattern=TEXTMILL_.*
                config.providers.file.param.allowed.paths=SECRETS
                config.providers.dir.param.allowed.paths=SECRETS
                """;

        assertThat(parse(limits + "http.port=${file:SECRETS/login.properties:port}\n")
                        .get(OperationKeys.HTTP_PORT))
                .isEqualTo(8_123);
        assertThat(problems(limits + """
                http.port=${file:SECRETS/../elsewhere/p.properties:port}
                max.tokens=${dir:DIRECTORY/elsewhere:p.properties}
                device=${OTHER}
                """))
                .containsExactly(
                        "device (FILE:9): variable OTHER of the environment is not allowed by"
                                + " config.providers.env.param.allowlist.pattern (FILE:4).",
                        "http.port (FILE:7): SECRETS/../elsewhere/p.properties is not below"
                                + " config.providers.file.param.allowed.paths (FILE:5) = SECRETS.",
                        "max.tokens (FILE:8): DIRECTORY/elsewhere is not below"
                                + " config.providers.dir.param.allowed.paths (FILE:6) = SECRETS.");
    }

    @Test
    void shouldCheckTheListsThemselves() {
        assertThat(problems("""
                config.providers.env.param.allowlist.pattern=[
                config.providers.file.param.allowed.paths=relative
                config.providers.dir.param.allowed.paths=/no/such/directory
                """))
                .hasSize(3)
                .anyMatch(problem -> problem.startsWith("config.providers.env.param.allowlist.pattern = [ (FILE:4)"))
                .anyMatch(problem -> problem.startsWith(
                        "config.providers.file.param.allowed.paths = relative (FILE:5):" + " expected absolute path"))
                .anyMatch(problem -> problem.startsWith("config.providers.dir.param.allowed.paths (FILE:6): ")
                        && problem.contains("/no/such/directory"));
    }

    @Test
    void shouldNeverShowWhatWasInAFile() throws IOException {
        TextmillConfig config = parse("""
                http.host=${dir:SECRETS:token}
                kafka.client.rack=${dir:SECRETS:token}
                task.vectors.prompt=${file:SECRETS/login.properties:password}
                task.vectors.vector.range=${dir:SECRETS:token}
                schema.registry.proxy.host=${dir:SECRETS:token}
                """);

        assertThat(config.effective().toString()).doesNotContain("t0ken", "pa$$");
        assertThat(config.effective())
                .filteredOn(setting -> setting.key().equals("http.host"))
                .allMatch(setting -> setting.value().equals(EffectiveSetting.HIDDEN));
        assertThat(problems("http.port=${dir:SECRETS:token}\n"))
                .containsExactly("http.port = ${dir:SECRETS:token} (FILE:4): expected "
                        + OperationKeys.HTTP_PORT.rule().expected() + ".");
    }

    @Test
    void shouldSayInWhichLineOfALoginWhatIsMissingAndSayItOnce() {
        assertThat(problems("""
                # A login over several lines.
                kafka.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required \\
                    username="ann" \\
                    password="${KAFKA_PASSWORD}";
                kafka.ssl.key.password=${KEY_PASSWORD}
                """))
                .containsExactly(
                        "kafka.sasl.jaas.config (FILE:7): the environment has no variable KAFKA_PASSWORD: set it, or write"
                                + " $${KAFKA_PASSWORD} for the text itself.",
                        "kafka.ssl.key.password (FILE:8): the environment has no variable KEY_PASSWORD: set it, or write"
                                + " $${KEY_PASSWORD} for the text itself.");
    }

    @Test
    void shouldDoWithoutWhatOnlyLoginsNeed() throws IOException {
        String logins = """
                kafka.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="ann" password="${KAFKA_PASSWORD}";
                kafka.security.protocol=${PROTOCOL}
                kafka.max.poll.interval.ms=${INTERVAL}
                basic.auth.user.info=ann:${file:SECRETS/nothing.properties:password}
                http.basic.auth.user.info=${dir:SECRETS:nothing}
                http.ssl.keystore.password=${KEY_PASSWORD}
                tracing=true
                otel.exporter.otlp.headers=${HEADERS}
                """;

        TextmillConfig outline = outline("input.topic=tickets\n" + logins);

        assertThat(outline.pipelines().get(0).inputTopics()).containsExactly("tickets");
        assertThat(outline.kafka().getProperty("sasl.jaas.config")).contains("username=\"ann\" password=\"NAME\";");
        assertThat(outline.kafka()).doesNotContainKeys("security.protocol", "max.poll.interval.ms");
        // And whatever else is missing is missing
        assertThat(catchThrowableOfType(ConfigException.class, () -> outline("input.topic=${TOPIC}\n" + logins))
                        .problems())
                .singleElement()
                .asString()
                .contains("input.topic (", "no variable TOPIC");
        assertThat(problems(logins)).hasSizeGreaterThanOrEqualTo(7);
    }

    private TextmillConfig outline(String lines) throws IOException {
        return TextmillConfig.outline(file(lines));
    }

    private ConfigFile file(String lines) throws IOException {
        Files.writeString(
                file, WHOLE + lines.replace("SECRETS", secrets.toString()).replace("DIRECTORY", directory.toString()));
        return ConfigFile.read(file, environment);
    }

    private TextmillConfig parse(String lines) throws IOException {
        return TextmillConfig.parse(file(lines));
    }

    private List<String> problems(String lines) {
        ConfigException refused = catchThrowableOfType(ConfigException.class, () -> parse(lines));
        assertThat(refused).isNotNull();
        return refused.problems().stream()
                .map(problem -> problem.replace(file.toString(), "FILE")
                        .replace(secrets.toString(), "SECRETS")
                        .replace(directory.toString(), "DIRECTORY"))
                .sorted()
                .toList();
    }
}
