package textmill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import textmill.cli.CommandRun.Result;

class ConfigShowTest {
    private static final String CANARY = "canary-in-the-mill";

    private final Path file;

    ConfigShowTest(@TempDir Path directory) throws IOException {
        file = Files.writeString(directory.resolve("a.properties"), """
                bootstrap.servers = a:1
                schema.registry.url = http://ann:%1$s@localhost:1
                task.vectors.model = any
                kafka.ssl.key.password = %1$s
                kafka.client.id = C:\\\\mill
                """.formatted(CANARY));
    }

    @Test
    void shouldPrintAPropertiesFileOfEverythingThatHolds() throws IOException {
        Result result = show();

        Properties read = new Properties();
        read.load(new StringReader(result.out()));
        assertThat(read)
                .containsEntry("bootstrap.servers", "a:1")
                .containsEntry("kafka.client.id", "C:\\mill")
                .containsEntry("input.topic", "texts")
                .containsEntry("kafka.ssl.key.password", "[hidden]");
        assertThat(result.out() + result.err()).doesNotContain(CANARY);
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void shouldSayWhereEachComesFrom() {
        assertThat(show("--origin", "--set", "http.port=0").out().lines())
                .anyMatch(line -> line.matches("bootstrap.servers = a:1 +# .*a.properties:1"))
                .anyMatch(line -> line.matches("http.port = 0 +# --set"))
                .anyMatch(line -> line.matches("input.topic = texts +# default"));
        assertThat(show("--written", "--origin").out().lines()).hasSize(5).noneMatch(line -> line.endsWith("default"));
    }

    @Test
    void shouldPrintJson() throws IOException {
        List<String> lines = show("--json", "--written").out().lines().toList();

        assertThat(new ObjectMapper().readTree(lines.get(0)).toString())
                .isEqualTo("{\"key\":\"bootstrap.servers\",\"value\":\"a:1\",\"origin\":\"" + file + ":1\"}");
    }

    @Test
    void shouldSayWhatIsWrongAndNotRepeatWhatMayBeASecret() {
        Result wrong = show("--set", CANARY);
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).contains("--set: expected KEY=VALUE").doesNotContain(CANARY);

        Result none = CommandRun.of("config", "show");
        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.err()).contains("there is no configuration: name a file with --config FILE");

        assertThat(CommandRun.of("config").err()).contains("Missing command: show");
        assertThat(show("--set", "htp.port=1").exitCode()).isEqualTo(78);
    }

    private Result show(String... options) {
        String[] all = new String[4 + options.length];
        all[0] = "config";
        all[1] = "show";
        all[2] = "-c";
        all[3] = file.toString();
        System.arraycopy(options, 0, all, 4, options.length);
        return CommandRun.of(all);
    }
}
