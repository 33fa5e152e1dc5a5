package textmill.topology.redaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import textmill.runtime.engine.InferenceEngine;
import textmill.topology.TextmillTopology;
import textmill.topology.config.ConfigException;
import textmill.topology.config.TextmillConfig;
import textmill.topology.decode.RegistryCondition;
import textmill.topology.testing.StubEngine;
import textmill.topology.testing.StubResults;

/** What would show elsewhere what one topic redacts, and what cannot be redacted. Needs no broker. */
class RedactionRefusedTest {
    private final Map<String, String> settings = new HashMap<>(Map.of(
            "bootstrap.servers", "127.0.0.1:1", "schema.registry.url", "http://127.0.0.1:1", "redact.topic", "clean"));

    @Test
    void shouldRefuseATaskThatRepeatsTheText() {
        settings.put("task.people.model", "any");
        assertThat(problems(new PeopleEngine()))
                .containsExactly("Task people of kind token-classification writes parts of the text to topic"
                        + " texts.people, which redact.topic is to keep back: set the task's option entities to offsets,"
                        + " or give the task to another pipeline.");

        settings.put("task.people.entities", "offsets");
        assertThat(problems(new PeopleEngine())).isEmpty();
    }

    @Test
    void shouldSayOfEveryKindWhatToSetInstead() {
        settings.put("task.terms.model", "any");
        assertThat(problems(StubEngine.computing(List.of(StubResults.TERMS))))
                .singleElement()
                .asString()
                .contains("set the task's option tokens to indices, or give");

        settings.put("task.terms.tokens", "indices");
        assertThat(problems(StubEngine.computing(List.of(StubResults.TERMS)))).isEmpty();
    }

    @Test
    void shouldRefuseATaskThatNamesNoStretches() {
        settings.put("task.classifications.model", "any");
        settings.put("redact.task", "classifications");

        assertThat(problems(StubEngine.fast()))
                .containsExactly("redact.task = classifications: its results are of kind classification, which name no"
                        + " stretches of the text; name a task of token classification.");
    }

    @Test
    void shouldRefuseASerdeThatCannotWriteWhatItReads() {
        settings.put("value.serde", "org.apache.kafka.common.serialization.Serdes$StringSerde");

        assertThat(problems(new PeopleEngine()))
                .singleElement()
                .asString()
                .startsWith("value.serde = org.apache.kafka.common.serialization.Serdes$StringSerde cannot be used with"
                        + " redact.topic");
        settings.put("input.format", "json");
        assertThat(problems(new PeopleEngine())).isEmpty();
    }

    private List<String> problems(InferenceEngine engine) {
        try (engine) {
            ConfigException refused = catchThrowableOfType(ConfigException.class, () -> new TextmillTopology(
                            TextmillConfig.parse(settings), new RegistryCondition(), Map.of())
                    .deliver(engine)
                    .close());
            return refused == null ? List.of() : refused.problems();
        }
    }
}
