package textmill.topology.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as a configuration: one that holds, or lines that say what is wrong. */
class ConfigFileFuzzTest {
    private static final Path FILE = file();

    private static Path file() {
        try {
            Path file = Files.createTempFile("textmill-fuzz", ".properties");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static Stream<byte[]> seeds() {
        String needed = "bootstrap.servers=a:1\nschema.registry.url=http://b:2\n";
        return Stream.of(
                        needed
                                + "task.vectors.model=all-minilm-l6-v2\ninput.format=json\ninput.text.field=a.b\nhttp.port=0\n",
                        needed + "pipeline.one.input.topic=a,b\npipeline.one.task.labels.model=x\n"
                                + "pipeline.one.task.labels.route.spam.topic=c\n",
                        needed
                                + "redact.topic=r\nredact.rules=mail,iban\ntask.t.model=${HOME}\nkafka.sasl.jaas.config=x y z;\n",
                        needed + "anomaly.topic=o\nanomaly.key=header:tenant\ntask.t.model=x\n",
                        "a: b\n - c\n",
                        "[section]\nx = 1\n",
                        "# \\u00e4\nkey\\ with\\ blanks = v\\\n  more\n")
                .map(text -> text.getBytes(UTF_8));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldHoldForWhatIsKnown(byte[] data) throws IOException {
        shouldHoldOrSayWhatIsWrong(data);
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "1m")
    void shouldHoldOrSayWhatIsWrong(byte[] data) throws IOException {
        Files.write(FILE, data);
        try {
            ConfigFile file = ConfigFile.read(FILE);
            file.values();
            TextmillConfig.parse(file).effective();
        } catch (ConfigException e) {
            assertThat(e.problems()).isNotEmpty().allSatisfy(problem -> assertThat(problem)
                    .hasSizeGreaterThan(10)
                    .doesNotContain("Exception", "null pointer"));
        }
    }
}
