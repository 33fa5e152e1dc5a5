package textmill.runtime.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import textmill.runtime.engine.BatchingEngine;
import textmill.runtime.engine.EngineConfig;
import textmill.runtime.engine.Outcome;
import textmill.runtime.engine.start.EngineLoader;
import textmill.runtime.model.ModelOptions;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.model.Statements;
import textmill.runtime.task.Task;
import textmill.runtime.task.TaskSpec;
import textmill.runtime.task.embedding.Embedding;
import textmill.runtime.text.TextInput;

/** A text may name one of its model's prompts: it then gives what the reference gives with that prompt. */
class NamedPromptsTest {
    private static final Duration WAIT = Duration.ofMinutes(1);

    private final Path directory;

    NamedPromptsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @ParameterizedTest
    @CsvSource({
        "st5-prompt-chosen, passage, ",
        "st6-prompt-chosen, document, ",
        "st5-prompt-default, query, passage",
        "st5-prompt-excluded-mean, query, passage",
        "st5-prompt-excluded-lasttoken, query, document",
        "st5-prompt-excluded-weightedmean, query, "
    })
    void shouldGiveWhatTheReferenceGivesWithThatPrompt(String name, String prompt, String usual) throws Exception {
        // Given: a model that puts another prompt in front unless one is named
        GoldenModel golden = GoldenModel.of(name);
        Statements stated = usual == null ? Statements.none() : Statements.parse(Map.of("prompt", usual));
        ModelSpec model =
                ModelSpec.read(golden.layOut(directory), ModelOptions.none().with(stated));

        // When, Then
        try (BatchingEngine engine =
                EngineLoader.open(EngineConfig.defaults().withCache(100), List.of(TaskSpec.of(model)))) {
            for (JsonNode line : golden.lines()) {
                String text = line.path("text").asText();
                Outcome named = submit(engine, new TextInput(text, null, prompt));
                float[] expected = new float[line.path("embedding").size()];
                for (int i = 0; i < expected.length; i++) {
                    expected[i] = (float) line.path("embedding").path(i).asDouble();
                }
                assertThat(vector(named)).containsExactly(expected, Offset.offset(1e-4f));
                if (usual != null) {
                    // The cache must not take one for the other.
                    assertThat(vector(submit(engine, TextInput.of(text)))).isNotEqualTo(vector(named));
                }
            }
        }
    }

    @Test
    void shouldPutAnotherPromptInFrontForEachTask() throws Exception {
        // Given: two tasks of one model, and a third of one that has no prompts
        ModelSpec model = ModelSpec.read(GoldenModel.of("st5-prompt-none").layOut(directory));
        ModelSpec other = ModelSpec.read(GoldenModel.of("classifier-bert").layOut(directory));
        List<TaskSpec> tasks = List.of(TaskSpec.of("a", model), TaskSpec.of("b", model), TaskSpec.of("labels", other));
        String text = "The delivery arrived two days late.";

        try (BatchingEngine engine = EngineLoader.open(EngineConfig.defaults().withCache(100), tasks)) {
            // When
            Outcome both = submit(engine, new TextInput(text, null, "query", Map.of("b", "passage", "labels", "")));
            Outcome usual = submit(engine, new TextInput(text, null, null, Map.of("b", "query")));
            List<Task> first = engine.tasks().subList(0, 1);

            // Then: each has its own, and the one without prompts is asked for none
            assertThat(vector(both, 0)).isEqualTo(vector(alone(engine, first, text, "query"), 0));
            assertThat(vector(both, 1)).isEqualTo(vector(alone(engine, first, text, "passage"), 0));
            assertThat(vector(usual, 0)).isEqualTo(vector(alone(engine, first, text, null), 0));
            assertThat(vector(usual, 1)).isEqualTo(vector(both, 0));
            assertThat(vector(both, 0)).isNotEqualTo(vector(both, 1));
        }
    }

    private static Outcome alone(BatchingEngine engine, List<Task> tasks, String text, @Nullable String prompt)
            throws Exception {
        return engine.submit(new TextInput(text, null, prompt), tasks, WAIT)
                .toCompletableFuture()
                .get();
    }

    @Test
    void shouldFailTheTextThatNamesAPromptWhichTheModelDoesNotHave() throws Exception {
        ModelSpec model = ModelSpec.read(GoldenModel.of("st5-prompt-default").layOut(directory));

        try (BatchingEngine engine = EngineLoader.open(EngineConfig.defaults(), List.of(TaskSpec.of(model)))) {
            assertThat(failure(submit(engine, new TextInput("a", null, "pasage"))))
                    .isEqualTo("the model has no prompt 'pasage'; it has document, passage, query");
            assertThat(failure(submit(engine, new TextInput("a", null, "not a name, but a secret"))))
                    .startsWith("the model has no prompt of the name that the record has; it has document");
            assertThat(submit(engine, new TextInput("a", null, "passage"))).isInstanceOf(Outcome.Success.class);
        }
    }

    @Test
    void shouldCountPromptsThatMayBeNamedAmongWhatMakesAModel() {
        // Given
        ModelSpec with = ModelSpec.read(GoldenModel.of("st5-prompt-none").layOut(directory));
        ModelSpec without = ModelSpec.read(GoldenModel.of("bert").layOut(directory));

        // Then: one tokenizer cannot serve both
        assertThat(with.tokenizer().settings().prompts()).isNotEmpty();
        assertThat(without.tokenizer()
                        .settings()
                        .prompts()
                        .equals(with.tokenizer().settings().prompts()))
                .isFalse();
        assertThat(with.tokenizer().identity()).isNotEqualTo(without.tokenizer().identity());
    }

    private static Outcome submit(BatchingEngine engine, TextInput input) throws Exception {
        return engine.submit(input, engine.tasks(), WAIT).toCompletableFuture().get();
    }

    private static float[] vector(Outcome outcome) {
        return vector(outcome, 0);
    }

    private static float[] vector(Outcome outcome, int task) {
        assertThat(outcome).isInstanceOf(Outcome.Success.class);
        return ((Embedding) ((Outcome.Success) outcome).results().get(task)).vector();
    }

    private static String failure(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Failure.class);
        return ((Outcome.Failure) outcome).message();
    }
}
