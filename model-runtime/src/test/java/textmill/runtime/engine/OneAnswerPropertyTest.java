package textmill.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import textmill.runtime.TestModels;
import textmill.runtime.device.DeviceChoice;
import textmill.runtime.engine.start.EngineLoader;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.TaskSpec;
import textmill.runtime.task.classification.Classification;
import textmill.runtime.task.embedding.Embedding;
import textmill.runtime.task.replacedtokens.ReplacedTokens;

/** A text's answer does not depend on what shares its batch. */
class OneAnswerPropertyTest {
    private static final Duration WAIT = Duration.ofMinutes(1);

    private static final List<BatchingEngine> ENGINES = new ArrayList<>();

    @BeforeContainer
    static void open() {
        ENGINES.add(open(List.of("tiny-bert", "tiny-distilbert", "tiny-electra", "tiny-roberta")));
        ENGINES.add(open(List.of("tiny-bert-int8")));
        ENGINES.add(open(List.of("tiny-bert-static-int8")));
    }

    private static BatchingEngine open(List<String> models) {
        List<TaskSpec> tasks = models.stream()
                .map(name -> TaskSpec.of(name, TestModels.tiny(name)))
                .toList();
        return EngineLoader.open(EngineConfig.defaults().withDevice(DeviceChoice.parse("cpu")), tasks);
    }

    @AfterContainer
    static void close() {
        ENGINES.forEach(BatchingEngine::close);
        ENGINES.clear();
    }

    @Provide
    Arbitrary<List<String>> texts() {
        Arbitrary<String> words = Arbitraries.of("the", "house", "of", "river", "small", "government", "é", "😀", ".")
                .list()
                .ofMaxSize(60)
                .map(list -> String.join(" ", list));
        Arbitrary<String> anything = Arbitraries.strings().ofMaxLength(30);
        return Arbitraries.frequencyOf(net.jqwik.api.Tuple.of(4, words), net.jqwik.api.Tuple.of(1, anything))
                .list()
                .ofMinSize(1)
                .ofMaxSize(40);
    }

    @Property(tries = 60, seed = "20261125")
    void shouldGiveTheSameAnswerInABatchAsAloneInFloatingPoint(@ForAll("texts") List<String> texts) throws Exception {
        assertSame(ENGINES.get(0), texts, 1e-5f);
    }

    @Property(tries = 60, seed = "20261125")
    void shouldGiveTheSameBitsWithWhateverArrivesInEightBitIntegers(@ForAll("texts") List<String> texts)
            throws Exception {
        assertSame(ENGINES.get(1), texts, 0);
    }

    @Property(tries = 60, seed = "20261126")
    void shouldGiveTheSameBitsWithWhateverArrivesInEightBitIntegersOfFixedSteps(@ForAll("texts") List<String> texts)
            throws Exception {
        assertSame(ENGINES.get(2), texts, 0);
    }

    private static void assertSame(BatchingEngine engine, List<String> texts, float tolerance) throws Exception {
        // Given
        List<List<float[]>> alone = new ArrayList<>();
        for (String text : texts) {
            alone.add(numbers(engine.submit(text, engine.tasks(), WAIT)));
        }

        // When
        List<CompletionStage<Outcome>> together = new ArrayList<>();
        for (String text : texts) {
            together.add(engine.submit(text, engine.tasks(), WAIT));
        }

        // Then
        for (int i = 0; i < texts.size(); i++) {
            List<float[]> batched = numbers(together.get(i));
            for (int task = 0; task < batched.size(); task++) {
                assertThat(largestDifference(batched.get(task), alone.get(i).get(task)))
                        .as("text %d, %s", i, engine.tasks().get(task).name())
                        .isLessThanOrEqualTo(tolerance);
            }
        }
    }

    private static float largestDifference(float[] a, float[] b) {
        assertThat(a).hasSameSizeAs(b);
        float largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(a[i] - b[i]));
        }
        return largest;
    }

    private static List<float[]> numbers(CompletionStage<Outcome> stage) throws Exception {
        Outcome outcome = stage.toCompletableFuture().get();
        return ((Outcome.Success) outcome)
                .results().stream().map(OneAnswerPropertyTest::numbers).toList();
    }

    private static float[] numbers(TaskResult result) {
        if (result instanceof Embedding embedding) {
            return embedding.vector();
        }
        return result instanceof Classification classification
                ? classification.probabilities()
                : ((ReplacedTokens) result).probabilities();
    }
}
