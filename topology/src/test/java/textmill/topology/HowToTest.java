package textmill.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import textmill.topology.config.ConfigFile;
import textmill.topology.config.PipelineConfig;
import textmill.topology.config.TaskSettings;
import textmill.topology.config.TextmillConfig;

/** The complete examples of the how-to pages are configurations that are taken. */
class HowToTest {
    private static final Path PAGES = Path.of("../docs/how-to");

    private final Path file;

    HowToTest(@TempDir Path directory) {
        this.file = directory.resolve("example.properties");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "several-pipelines.md",
                "run-on-a-cluster.md",
                "label-and-score.md",
                "sparse-and-token-vectors.md",
                "fill-masks.md",
                "read-long-texts.md",
                "classify-pairs.md",
                "label-without-training.md",
                "redact-personal-data.md",
                "route-results.md",
                "find-anomalies.md",
                "observe.md",
                "console.md"
            })
    void shouldShowConfigurationsThatAreTaken(String page) throws IOException {
        assertThat(example(page).pipelines()).isNotEmpty();
    }

    @Test
    void shouldNameTheTopicsThatTheExampleHas() throws IOException {
        TextmillConfig config = example("several-pipelines.md");
        List<String> rows = Files.readAllLines(PAGES.resolve("several-pipelines.md"));

        assertThat(config.pipelines()).extracting(PipelineConfig::name).containsExactly("sales", "support");
        for (PipelineConfig pipeline : config.pipelines()) {
            String row = rows.stream()
                    .filter(line -> line.startsWith("| `" + pipeline.name() + "` |"))
                    .findFirst()
                    .orElseThrow();
            assertThat(names(row.split("\\|", -1)[2])).containsExactlyInAnyOrderElementsOf(pipeline.inputTopics());
            assertThat(names(row.split("\\|", -1)[3]))
                    .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                    pipeline.tasks().stream().map(TaskSettings::topic),
                                    Stream.of(pipeline.deadLetterTopic()))
                            .toList());
        }
        assertThat(config.applications()).hasSize(1);
        assertThat(config.pipelines().get(0).tasks())
                .extracting(TaskSettings::name, TaskSettings::model)
                .containsExactly(tuple("embeddings", "all-minilm-l6-v2"), tuple("odd-words", "rtd-small"));
    }

    private TextmillConfig example(String page) throws IOException {
        String properties = Pattern.compile("```properties\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PAGES.resolve(page)))
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
        // Variables of the environment, which is another here.
        Files.writeString(file, properties.replaceAll("\\$\\{\\w+}", "secret"));
        return TextmillConfig.parse(ConfigFile.read(file));
    }

    private static Set<String> names(String cell) {
        Set<String> names = new TreeSet<>();
        Pattern.compile("`([^`]+)`").matcher(cell).results().forEach(match -> names.add(match.group(1)));
        return names;
    }
}
