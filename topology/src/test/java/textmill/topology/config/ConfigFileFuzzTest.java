package textmill.topology.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as a configuration: one that holds, or lines that say what is wrong. */
class ConfigFileFuzzTest {
    private static final Path FILE = Path.of("textmill.properties");
    private static final Map<String, String> ENVIRONMENT = Map.of("HOME", "/home/mill", "SECRET", "a\\b ${HOME}");
    private static final int SHORTEST = 10;

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
    void shouldHoldForWhatIsKnown(byte[] data) {
        assertThat(problems(data))
                .allSatisfy(problem ->
                        assertThat(problem).hasSizeGreaterThan(SHORTEST).doesNotContain("Exception", "null pointer"));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "1m")
    void shouldHoldOrSayWhatIsWrong(byte[] data) {
        for (String problem : problems(data)) { // Not by AssertJ: most inputs come here, thousands a second.
            if (problem.length() <= SHORTEST) {
                throw new AssertionError("a problem that says nothing: " + problem);
            }
        }
    }

    private static List<String> problems(byte[] data) {
        try {
            ConfigFile file = ConfigFile.of(FILE, data, ENVIRONMENT);
            file.values();
            TextmillConfig.parse(file).effective();
            return List.of();
        } catch (ConfigException e) {
            if (e.problems().isEmpty()) {
                throw new AssertionError("refused without a reason", e);
            }
            return e.problems();
        }
    }
}
