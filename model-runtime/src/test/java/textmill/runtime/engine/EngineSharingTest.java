package textmill.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import textmill.runtime.TestModels;
import textmill.runtime.batch.BatchLimits;
import textmill.runtime.batch.PaddedBatch;
import textmill.runtime.device.Device;
import textmill.runtime.device.DeviceChoice;
import textmill.runtime.engine.start.EngineLoader;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelOptions;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.model.Statements;
import textmill.runtime.onnx.OnnxModel;
import textmill.runtime.runner.ModelOutputs;
import textmill.runtime.runner.ModelRunner;
import textmill.runtime.task.HeadSpec;
import textmill.runtime.task.Task;
import textmill.runtime.task.TaskSpec;
import textmill.runtime.task.embedding.Embedding;
import textmill.runtime.task.embedding.EmbeddingSpec;
import textmill.runtime.task.replacedtokens.ReplacedTokens;
import textmill.runtime.tokenize.TextTokenizer;

/** What several tasks of one engine share. */
class EngineSharingTest {
    private static final Duration WAIT = Duration.ofMinutes(1);
    private static final EngineConfig CONFIG =
            EngineConfig.defaults().withDevice(DeviceChoice.parse("cpu")).withThreads(1, 1, 1);

    @Test
    void shouldRunAModelOnceForTwoTasksOnTheSameFiles() throws Exception {
        // Given
        ModelSpec spec = TestModels.tiny("tiny-bert");
        AtomicInteger opened = new AtomicInteger();
        try (BatchingEngine engine = EngineLoader.open(
                CONFIG, List.of(TaskSpec.of("one", spec), TaskSpec.of("two", spec)), (model, device, threads) -> {
                    opened.incrementAndGet();
                    return OnnxModel.open(model, device, threads);
                })) {
            // When
            Outcome.Success success = (Outcome.Success) engine.submit("the house", engine.tasks(), WAIT)
                    .toCompletableFuture()
                    .get();

            // Then
            assertThat(opened).hasValue(1);
            assertThat(engine.statistics().rows()).isEqualTo(1);
            assertThat(success.results()).hasSize(2);
            float[] first = ((Embedding) success.results().get(0)).vector();
            assertThat(first).isEqualTo(((Embedding) success.results().get(1)).vector());
            // Each has a result of its own.
            assertThat(first).isNotSameAs(((Embedding) success.results().get(1)).vector());
        }
    }

    @Test
    void shouldReadAModelsOutputsOnceForTasksThatReadTheSame() {
        // Given
        ModelSpec spec = TestModels.tiny("tiny-bert");
        HeadSpec read = TaskSpec.of("one", spec).head();
        HeadSpec again = TaskSpec.of("two", spec).head();
        HeadSpec other = new EmbeddingSpec("last_hidden_state", List.of());
        try (TextTokenizer tokenizer = TextTokenizer.load(spec.tokenizer());
                LoadedModel model = new LoadedModel(
                        0, new LoadedModel.Source(spec, tokenizer), List.of(), new BatchLimits(128, 4, 24))) {
            // Then
            ModelSet.Slot first = model.add(read);
            assertThat(model.add(other)).isNotEqualTo(first);
            assertThat(model.add(again)).isEqualTo(first);
            assertThat(first.pass().heads()).hasSize(2);
        }
    }

    @Test
    void shouldKeepPromptsOfTasksOnTheSameFilesApart() throws Exception {
        // Given
        Path directory = TestModels.resource("/tiny/tiny-bert");
        ModelSpec plain = ModelSpec.read(directory);
        ModelSpec prompted =
                ModelSpec.read(directory, ModelOptions.none().with(Statements.parse(Map.of("prompt", "the river "))));
        EngineConfig cached = CONFIG.withCache(10);
        try (BatchingEngine engine =
                EngineLoader.open(cached, List.of(TaskSpec.of("plain", plain), TaskSpec.of("prompted", prompted)))) {
            // When
            Outcome.Success both = (Outcome.Success) engine.submit("of the house", engine.tasks(), WAIT)
                    .toCompletableFuture()
                    .get();
            Outcome.Success whole = (Outcome.Success) engine.submit(
                            "the river of the house", List.of(engine.tasks().get(0)), WAIT)
                    .toCompletableFuture()
                    .get();

            // Then
            float[] expected = ((Embedding) whole.results().get(0)).vector();
            assertThat(((Embedding) both.results().get(1)).vector())
                    .usingComparatorWithPrecision(1e-5f)
                    .containsExactly(expected);
            assertThat(((Embedding) both.results().get(0)).vector()).isNotEqualTo(expected);
            assertThat(engine.tasks()).extracting(Task::fingerprint).doesNotHaveDuplicates();
        }
    }

    @Test
    void shouldAnswerTasksInTheOrderOfTheRequest() throws Exception {
        // Given
        List<TaskSpec> specs = List.of(
                TaskSpec.of("embedding", TestModels.tiny("tiny-bert")),
                TaskSpec.of("classification", TestModels.tiny("tiny-roberta")),
                TaskSpec.of("replaced-tokens", TestModels.tiny("tiny-electra")));
        try (BatchingEngine engine = EngineLoader.open(CONFIG, specs)) {
            List<Task> tasks = engine.tasks();

            // When
            Outcome.Success success =
                    (Outcome.Success) engine.submit("the house of the river", List.of(tasks.get(2), tasks.get(0)), WAIT)
                            .toCompletableFuture()
                            .get();

            // Then
            assertThat(tasks).extracting(Task::name).containsExactly("embedding", "classification", "replaced-tokens");
            assertThat(success.results().get(0)).isInstanceOf(ReplacedTokens.class);
            assertThat(success.results().get(1)).isInstanceOf(Embedding.class);
            assertThat(success.results()).hasSize(2);
        }
    }

    @Test
    void shouldCutASharedTokenisationForAModelThatTakesLess() throws Exception {
        // Given one tokenizer, two limits
        ModelSpec wide = TestModels.tiny("tiny-bert");
        ModelSpec narrow = ModelSpec.read(
                TestModels.resource("/tiny/tiny-bert-int8"), ModelOptions.none().withMaxTokens(16));
        String text = "the house of the river ".repeat(6);
        float[] alone;
        try (BatchingEngine engine = EngineLoader.open(CONFIG, List.of(TaskSpec.of(narrow)))) {
            alone = vector(engine, text, 0);
        }
        try (BatchingEngine engine =
                EngineLoader.open(CONFIG, List.of(TaskSpec.of("wide", wide), TaskSpec.of("narrow", narrow)))) {
            // When
            float[] together = vector(engine, text, 1);

            // Then
            assertThat(together).isEqualTo(alone);
            Outcome.Success both = (Outcome.Success) engine.submit(text, engine.tasks(), WAIT)
                    .toCompletableFuture()
                    .get();
            Outcome.Success wideOnly =
                    (Outcome.Success) engine.submit(text, engine.tasks().subList(0, 1), WAIT)
                            .toCompletableFuture()
                            .get();
            assertThat(both.flags().truncated()).isTrue();
            assertThat(wideOnly.flags().truncated()).isFalse();
            assertThat(both.tokens()).isEqualTo(wideOnly.tokens());
        }
    }

    private static float[] vector(BatchingEngine engine, String text, int task) throws Exception {
        Outcome.Success success =
                (Outcome.Success) engine.submit(text, List.of(engine.tasks().get(task)), WAIT)
                        .toCompletableFuture()
                        .get();
        return ((Embedding) success.results().get(0)).vector();
    }

    @Test
    void shouldRefuseTasksOfTheSameName() {
        TaskSpec task = TaskSpec.of(TestModels.tiny("tiny-bert"));
        assertThatThrownBy(() -> EngineLoader.open(CONFIG, List.of(task, task)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("different names");
        assertThatThrownBy(() -> EngineLoader.open(CONFIG, List.of())).hasMessageContaining("different names");
    }

    @Test
    void shouldRefuseAModelWhoseOutputsAreNotAsDeclared() {
        // Given
        ModelSpec spec = TestModels.tiny("tiny-bert");

        // When, Then
        assertThatThrownBy(() -> EngineLoader.open(CONFIG, List.of(TaskSpec.of(spec)), (model, device, threads) -> {
                    OnnxModel real = OnnxModel.open(model, device, threads);
                    return new FakeShape(real);
                }))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("expected [batch, seq, hidden], found [1]");
    }

    private record FakeShape(OnnxModel real) implements ModelRunner {
        @Override
        public ModelOutputs run(PaddedBatch batch, Set<String> outputs) {
            return new ModelOutputs(Map.of(
                    outputs.iterator().next(), new ModelOutputs.Tensor(new long[] {batch.rows()}, new float[2])));
        }

        @Override
        public String runtime() {
            return "fake";
        }

        @Override
        public Device device() {
            return real.device();
        }

        @Override
        public void close() {
            real.close();
        }
    }

    @Test
    void shouldReportEverySettingThatIsOutOfRangeTogether() {
        assertThatThrownBy(() -> CONFIG.withWindow(-1, -1).withBatch(-1, 3))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CONFIG.withWindow(-1, -1))
                .hasMessageContaining("window texts must not be negative, is -1")
                .hasMessageContaining("window bytes must be at least 1, is -1");
    }
}
