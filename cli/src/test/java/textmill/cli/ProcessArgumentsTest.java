package textmill.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import textmill.embedded.EmbeddedBroker;
import textmill.embedded.EmbeddedBrokerConfig;
import textmill.embedded.registry.DevSchemaRegistry;
import textmill.embedded.registry.RegistryConfig;

/** What everybody on the machine can read of a process, by {@code ps} for example: no secret is in it. */
@Timeout(240)
@EnabledOnOs(OS.LINUX) // /proc
class ProcessArgumentsTest {
    private static final String CANARY = "canary-in-the-mill";
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Path directory;

    ProcessArgumentsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void shouldKeepSecretsOfTheFileAndOfTheEnvironmentOutOfThem() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(EmbeddedBrokerConfig.temporary());
                DevSchemaRegistry registry = DevSchemaRegistry.start(RegistryConfig.on(broker.bootstrapServers()))) {
            // Given secrets in the file and in the environment
            broker.createTopics(1, Map.of(), "texts", "texts.embeddings", "texts.dead-letters");
            Path config = Files.writeString(directory.resolve("a.properties"), """
                    bootstrap.servers=%s
                    schema.registry.url=%s
                    task.embeddings.model=%s
                    http.port=0
                    kafka.ssl.truststore.password=%s
                    kafka.ssl.key.password=${MILL_SECRET}
                    kafka.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required \
                    username="a" password="${MILL_SECRET}";
                    """.formatted(
                            broker.bootstrapServers(), registry.url(), TinyModels.EMBEDDING, CANARY));
            Path log = directory.resolve("log.txt");
            ProcessBuilder command = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx200m",
                    "textmill.cli.Main",
                    "run",
                    "-c",
                    config.toString());
            command.environment().put("CLASSPATH", System.getProperty("java.class.path"));
            command.environment().put("MILL_SECRET", CANARY);
            Process run = command.redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            try {
                // When it works
                await().atMost(LIMIT).until(() -> Files.readString(log).contains("Textmill runs on") || !run.isAlive());
                assertThat(run.isAlive()).as(Files.readString(log)).isTrue();

                // Then neither it nor a process that it started shows one
                List<ProcessHandle> processes = Stream.concat(Stream.of(run.toHandle()), run.descendants())
                        .toList();
                for (ProcessHandle process : processes) {
                    assertThat(arguments(process)).doesNotContain(CANARY);
                }
                assertThat(arguments(run.toHandle())).contains("textmill.cli.Main\0run\0");
                assertThat(Files.readString(log)).doesNotContain(CANARY);
            } finally {
                run.destroyForcibly().waitFor();
            }
        }
    }

    /** None of a process that has ended meanwhile, be it between opening the file and reading it. */
    private static String arguments(ProcessHandle process) throws IOException {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
        } catch (IOException e) {
            if (process.isAlive()) {
                throw e;
            }
            return "";
        }
    }

    /** The launcher, before a java that only tells how it was called and then asks the real one what it understood. */
    @Test
    void shouldHandTheLaunchersOptionsToJavaInAFile() throws Exception {
        // Given
        Path home = Files.createDirectories(directory.resolve("home"));
        Files.copy(Path.of("..", "textmill"), home.resolve("textmill"));
        Path app = Files.createDirectories(home.resolve("cli/target/textmill"));
        Files.writeString(app.resolve("classpath"), "");
        Path jdk = directory.resolve("jdk");
        Files.createDirectories(jdk.resolve("bin"));
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
        Path java = Files.writeString(
                jdk.resolve("bin/java"), """
                #!/usr/bin/env bash
                printf 'called: %%s\\n' "$@"
                for word in "$@"; do
                  [[ $word != @* ]] || %s "$word" -XshowSettings:properties -version 2>&1
                done
                """.formatted(Path.of(System.getProperty("java.home"), "bin", "java")));
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));

        // When
        List<String> lines = launch(
                home,
                jdk,
                "-Djavax.net.ssl.keyStorePassword=" + CANARY + " -Dodd=a\\b\"c'd#e -Dempty= -XX:+UseSerialGC");

        // Then
        assertThat(lines)
                .filteredOn(line -> line.startsWith("called: "))
                .noneMatch(line -> line.contains(CANARY))
                .contains("called: textmill.cli.Main", "called: run");
        assertThat(lines.stream().map(String::strip))
                .contains("javax.net.ssl.keyStorePassword = " + CANARY, "odd = a\\b\"c'd#e", "empty =");

        // And without options there is no file
        assertThat(launch(home, jdk, "")).noneMatch(line -> line.startsWith("called: @"));
    }

    private List<String> launch(Path home, Path jdk, String options) throws Exception {
        ProcessBuilder launcher =
                new ProcessBuilder("bash", home.resolve("textmill").toString(), "run");
        Map<String, String> environment = launcher.environment();
        environment.put("JAVA_HOME", jdk.toString());
        environment.put("TEXTMILL_BUILD", "never");
        environment.put("TMPDIR", directory.toString());
        environment.put("TEXTMILL_JAVA_OPTS", options);
        Process process = launcher.redirectErrorStream(true).start();
        List<String> lines = new ArrayList<>();
        try (Stream<String> read = process.inputReader(StandardCharsets.UTF_8).lines()) {
            read.forEach(lines::add);
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(String.join("\n", lines)).isZero();
        return lines;
    }
}
