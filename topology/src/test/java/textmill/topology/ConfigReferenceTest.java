package textmill.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import textmill.runtime.task.TaskType;
import textmill.runtime.task.TaskTypes;
import textmill.topology.config.ConfigException;
import textmill.topology.config.Key;
import textmill.topology.config.PipelineConfig;
import textmill.topology.config.Section;
import textmill.topology.config.TaskKeys;
import textmill.topology.config.TaskSettings;
import textmill.topology.config.TextmillConfig;
import textmill.topology.result.ResultType;
import textmill.topology.result.ResultTypes;

/** The page as it lies in the repository, held against what the parser really does. */
class ConfigReferenceTest {
    private static final Path PAGE = Path.of("../docs/reference/configuration.md");
    private static final String TASK = "task.NAME.";
    private static final String ROUTE = "task.NAME.route.ROUTE.";

    private record Row(String key, String expected, String defaultValue) {}

    /** Writes it with {@code mvn -pl topology -am test -Dtest=ConfigReferenceTest -Dtextmill.docs.write=true}. */
    @Test
    void shouldBeWhatTheKeysSay() throws IOException {
        if (Boolean.getBoolean("textmill.docs.write")) {
            Files.writeString(PAGE, ConfigReference.markdown());
        }

        assertThat(PAGE).hasContent(ConfigReference.markdown());
    }

    @Test
    void shouldHaveARowForEveryKeyThatTheParserKnowsAndNoOther() throws IOException {
        List<String> known = new ArrayList<>(); // two kinds may have options of one name
        Section.all().forEach(section -> section.keys().forEach(key -> known.add(key.keyName())));
        TaskKeys.ALL.forEach(key -> known.add(TASK + key.keyName()));
        for (ResultType type : ResultTypes.ALL) {
            ResultTypes.options(type.kind()).forEach(key -> known.add(TASK + key.keyName()));
        }

        assertThat(rows()).extracting(Row::key).containsExactlyInAnyOrderElementsOf(known);
    }

    @Test
    void shouldNameTheDefaultsThatHoldWhenNothingIsWritten() throws IOException {
        for (Row row : rows()) {
            if (!row.defaultValue.equals("-") && !row.key.startsWith(TASK)) {
                // When
                TextmillConfig silent = TextmillConfig.parse(settings(Map.of()));
                TextmillConfig spoken = TextmillConfig.parse(settings(Map.of(row.key, row.defaultValue)));

                // Then
                assertThat(values(spoken)).as(row.key).isEqualTo(values(silent));
                assertThat(values(silent)).containsEntry(row.key, row.defaultValue);
            }
        }
    }

    @Test
    void shouldNameTheDefaultsOfOptions() throws IOException {
        TaskSettings task = TextmillConfig.parse(settings(Map.of()))
                .pipelines()
                .get(0)
                .tasks()
                .get(0);
        List<String> defaults = new ArrayList<>();
        for (ResultType type : ResultTypes.ALL) {
            List<Key<?>> options = ResultTypes.options(type.kind());
            for (Key<?> key : options) {
                defaults.add(TASK + key.keyName() + " "
                        + text(key, task.options("any", options).get(key)));
            }
        }

        List<String> ofAllKinds =
                TaskKeys.ALL.stream().map(key -> TASK + key.keyName()).toList();
        assertThat(rows().stream()
                        .filter(row -> row.key.startsWith(TASK) && !ofAllKinds.contains(row.key))
                        .map(row -> row.key + " " + row.defaultValue))
                .containsExactlyInAnyOrderElementsOf(defaults);
    }

    /** A value of zeros is nobody's choice, device or port above its range. */
    @Test
    void shouldNameWhatIsExpected() throws IOException {
        for (Row row : rows()) {
            if (row.expected.startsWith("one of") || row.expected.startsWith("whole number")) {
                if (!row.key.startsWith(TASK)) {
                    ConfigException refused = catchThrowableOfType(
                            ConfigException.class, () -> TextmillConfig.parse(settings(Map.of(row.key, "x y"))));

                    assertThat(refused.problems())
                            .as(row.key)
                            .contains(row.key + " = x y: expected " + row.expected + ".");
                }
            }
        }
    }

    @Test
    void shouldHaveSentencesForMeanings() {
        for (Section section : Section.all()) {
            assertThat(section.keys()).allMatch(key -> key.doc().endsWith("."));
        }
    }

    /** The kinds that models can be asked for, and those that this module can write. */
    @Test
    void shouldKnowTheKindsThatTheRuntimeKnows() {
        assertThat(ResultTypes.ALL)
                .extracting(type -> type.kind().name())
                .containsExactlyInAnyOrderElementsOf(
                        TaskTypes.all().stream().map(TaskType::name).toList());
    }

    private static Map<String, String> settings(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "bootstrap.servers", "127.0.0.1:1",
                "schema.registry.url", "http://127.0.0.1:1",
                "redact.topic", "redacted",
                "anomaly.topic", "judged",
                "task.any.model", "any"));
        settings.putAll(more);
        return settings;
    }

    private static Map<String, String> values(TextmillConfig config) {
        PipelineConfig pipeline = config.pipelines().get(0);
        Map<String, String> values = new HashMap<>();
        for (Section section : Section.all()) {
            for (Key<?> key : section.keys()) {
                if (key.defaultValue().isPresent()) {
                    values.put(
                            key.keyName(),
                            section.perPipeline() ? text(key, pipeline.get(key)) : text(key, config.get(key)));
                }
            }
        }
        return values;
    }

    @SuppressWarnings("unchecked") // the value is the key's
    private static <T> String text(Key<T> key, Object value) {
        return key.rule().write((T) value);
    }

    /** Two kinds may have conditions of one name: of routes every row counts. */
    @Test
    void shouldHaveARowForEveryConditionOfARoute() throws IOException {
        List<String> known = new ArrayList<>(List.of(ROUTE + "topic"));
        ResultTypes.ALL.forEach(type -> type.conditions().forEach(key -> known.add(ROUTE + key.keyName())));

        assertThat(all().stream().map(Row::key).filter(key -> key.startsWith(ROUTE)))
                .containsExactlyElementsOf(known);
    }

    private static List<Row> rows() throws IOException {
        return all().stream().filter(row -> !row.key.startsWith(ROUTE)).toList();
    }

    private static List<Row> all() throws IOException {
        List<Row> rows = new ArrayList<>();
        Pattern.compile("(?m)^\\| `([^`]+)` \\| (.*?) \\| (`[^`]*`|-) \\| .* \\|$")
                .matcher(Files.readString(PAGE))
                .results()
                .forEach(row -> rows.add(
                        new Row(row.group(1), row.group(2), row.group(3).replace("`", ""))));
        return rows;
    }
}
