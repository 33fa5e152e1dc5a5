package textmill.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import textmill.runtime.TestModels;
import textmill.runtime.device.DeviceChoice;
import textmill.runtime.engine.start.EngineLoader;
import textmill.runtime.runner.RunFailedException;
import textmill.runtime.task.HeadSpec;
import textmill.runtime.task.TaskSpec;
import textmill.runtime.task.embedding.Embedding;
import textmill.runtime.task.embedding.EmbeddingType;
import textmill.runtime.text.TextInput;

/** Texts of which a task makes several rows. */
class SeveralRowsTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final EngineConfig CONFIG = EngineConfig.defaults()
            .withDevice(DeviceChoice.parse("cpu"))
            .withThreads(1, 1, 1)
            .withBatch(4_096, 64);

    private final FakeModel model = new FakeModel();
    private final AtomicInteger sessions = new AtomicInteger();
    private final List<BatchingEngine> opened = new ArrayList<>();

    @AfterEach
    void close() {
        model.permits.release(1_000_000);
        opened.forEach(BatchingEngine::close);
    }

    /** An engine with a task for whole texts and, by name, some for each so manieth word. */
    private BatchingEngine open(EngineConfig config, int... every) {
        TaskSpec whole = TaskSpec.of(TestModels.tiny("tiny-bert"));
        List<TaskSpec> tasks = new ArrayList<>(List.of(whole));
        for (int words : every) {
            HeadSpec head = new WordRows(whole.head(), words);
            tasks.add(new TaskSpec("words-" + tasks.size(), EmbeddingType.INSTANCE, whole.model(), head));
        }
        BatchingEngine engine = EngineLoader.open(config, tasks, (spec, device, threads) -> {
            sessions.incrementAndGet();
            return model;
        });
        opened.add(engine);
        model.runs.clear();
        return engine;
    }

    private static CompletableFuture<Outcome> submit(BatchingEngine engine, String text, int... tasks)
            throws InterruptedException {
        return engine.submit(
                        text, Arrays.stream(tasks).mapToObj(engine.tasks()::get).toList(), LONG)
                .toCompletableFuture();
    }

    private static float[] numbers(Outcome outcome, int task) {
        assertThat(outcome).isInstanceOf(Outcome.Success.class);
        return ((Embedding) ((Outcome.Success) outcome).results().get(task)).vector();
    }

    /** What each word gives as a text of its own. */
    private static float[] alone(BatchingEngine engine, String... words) throws Exception {
        float[] numbers = new float[words.length];
        for (int i = 0; i < words.length; i++) {
            numbers[i] = numbers(submit(engine, words[i], 0).get(), 0)[0];
        }
        return numbers;
    }

    private int rowsRun() {
        return model.runs.stream().mapToInt(List::size).sum();
    }

    @Test
    void shouldMakeOneResultOfTheRowsInTheirOrder() throws Exception {
        // Given
        BatchingEngine engine = open(CONFIG, 1);
        float[] alone = alone(engine, "the", "government", "of", "houses");
        model.runs.clear();

        // When
        Outcome outcome = submit(engine, "the government of houses", 1).get();

        // Then
        assertThat(numbers(outcome, 0)).containsExactly(alone);
        assertThat(rowsRun()).isEqualTo(4);
        assertThat(((Outcome.Success) outcome).tokens())
                .isEqualTo(model.runs.stream()
                        .flatMap(List::stream)
                        .mapToInt(List::size)
                        .sum());
        assertThat(engine.statistics().texts()).isEqualTo(5);
        assertThat(engine.statistics().inFlightBytes()).isZero();
    }

    @Test
    void shouldShareTheSessionBetweenAllPlansAndARunBetweenEqualOnes() throws Exception {
        // Given
        BatchingEngine engine = open(CONFIG, 1, 1, 2);
        assertThat(sessions).hasValue(1);

        // When
        Outcome outcome = submit(engine, "the government of houses", 0, 1, 2, 3).get();

        // Then the text itself, four words for two tasks, two words for another
        assertThat(rowsRun()).isEqualTo(1 + 4 + 2);
        float[] all = numbers(outcome, 1);
        assertThat(numbers(outcome, 2)).containsExactly(all);
        assertThat(numbers(outcome, 3)).containsExactly(all[0], all[2]);
    }

    @Test
    void shouldBatchRowsOfAllTextsTogether() throws Exception {
        // Given a run that is held, and texts with rows behind it
        BatchingEngine engine = open(CONFIG, 1);
        model.permits.drainPermits();
        CompletableFuture<Outcome> first = submit(engine, "first", 0);
        await().atMost(LONG).until(() -> model.runs.size() == 1);
        List<CompletableFuture<Outcome>> others =
                List.of(submit(engine, "a b c", 1), submit(engine, "d e", 1), submit(engine, "f", 0));
        await().atMost(LONG).until(() -> engine.waiting() == 6);

        // When
        model.permits.release(1_000_000);

        // Then
        for (CompletableFuture<Outcome> other : others) {
            assertThat(other.get()).isInstanceOf(Outcome.Success.class);
        }
        assertThat(first.get()).isInstanceOf(Outcome.Success.class);
        assertThat(model.runs.get(1)).hasSize(6);
        assertThat(model.runs).hasSize(2);
    }

    @Test
    void shouldKeepToTheBudgetOfTokensWhateverTheRowsOfAText() throws Exception {
        // Given
        BatchingEngine engine = open(CONFIG.withBatch(64, 5), 1);
        String text = IntStream.range(0, 200)
                .mapToObj(i -> "" + (char) ('a' + i % 26))
                .collect(Collectors.joining(" "));

        // When
        float[] numbers = numbers(submit(engine, text, 1).get(), 0);

        // Then
        assertThat(numbers).hasSize(200);
        assertThat(numbers[0]).isEqualTo(numbers[26]);
        assertThat(model.runs).allSatisfy(rows -> assertThat(rows).hasSizeLessThanOrEqualTo(5));
        assertThat(rowsRun()).isEqualTo(200);
    }

    @Test
    void shouldFailATextForOneOfItsRowsAndNoOther() throws Exception {
        // Given
        BatchingEngine engine = open(CONFIG, 1);
        submit(engine, "zzz", 0).get();
        List<Integer> bad = model.runs.get(0).get(0);
        model.failing(RunFailedException.Kind.INPUT, rows -> rows.contains(bad));

        // When
        CompletableFuture<Outcome> failing = submit(engine, "the zzz house", 1);
        CompletableFuture<Outcome> other = submit(engine, "the house", 1);

        // Then
        assertThat(failing.get())
                .isEqualTo(new Outcome.Failure(Outcome.Reason.INFERENCE_FAILED, "words-1", "told to fail"));
        assertThat(numbers(other.get(), 0)).hasSize(2);

        // And a row that is not a number
        model.failing(RunFailedException.Kind.INPUT, rows -> false);
        model.poison(bad.get(1));
        assertThat(((Outcome.Failure) submit(engine, "the zzz house", 1).get()).reason())
                .isEqualTo(Outcome.Reason.OUTPUT_NOT_FINITE);
        assertThat(engine.statistics().inFlightTexts()).isZero();
    }

    @Test
    void shouldGiveAResultWithoutAnyRowAndRefuseATextThatHasNone() throws Exception {
        // Given
        BatchingEngine engine = open(CONFIG, 1);

        // When, Then
        assertThat(numbers(submit(engine, "", 1).get(), 0)).isEmpty();
        assertThat(rowsRun()).isZero();
        assertThat(submit(engine, WordRows.UNPLANNED, 1).get())
                .isEqualTo(new Outcome.Failure(
                        Outcome.Reason.TOKENIZE_FAILED, "tokenize", "there are no rows for this text"));
    }

    @Test
    void shouldCountRowsAgainstTheBytesInFlight() throws Exception {
        // Given room for one text with its rows, and a run that does not end
        BatchingEngine engine = open(CONFIG.withWindow(50, 1_000), 1);
        model.permits.drainPermits();
        CompletionStage<Outcome> first = submit(engine, "a b c d e f g h i", 1);
        assertThat(engine.statistics().inFlightBytes()).isEqualTo(9 * 100 + 2 * 17);

        // When another one is submitted
        CompletableFuture<Outcome> behind = new CompletableFuture<>();
        Thread submitter = new Thread(() -> submitTo(engine, behind));
        submitter.start();
        await().atMost(LONG).until(() -> submitter.getState() == Thread.State.TIMED_WAITING);
        assertThat(engine.statistics().inFlightTexts()).isEqualTo(1);
        model.permits.release(1_000_000);

        // Then it waited for the first
        assertThat(numbers(behind.get(1, TimeUnit.MINUTES), 0)).hasSize(2);
        assertThat(first.toCompletableFuture().get()).isInstanceOf(Outcome.Success.class);
        submitter.join();
        await().atMost(LONG).until(() -> engine.statistics().inFlightBytes() == 0);
    }

    private static void submitTo(BatchingEngine engine, CompletableFuture<Outcome> result) {
        try {
            result.complete(submit(engine, "a b", 1).get());
        } catch (InterruptedException | ExecutionException e) {
            result.completeExceptionally(e);
        }
    }

    @Test
    void shouldCompleteTextsOfWhichRowsAreOutWhenClosed() throws Exception {
        // Given a text of which one batch of rows runs and the others wait
        BatchingEngine engine = open(CONFIG.withBatch(4_096, 2), 1);
        model.permits.drainPermits();
        CompletableFuture<Outcome> text = submit(engine, "a b c d e f g h i", 1);
        await().atMost(LONG).until(() -> model.runs.size() == 1 && engine.waiting() > 0);

        // When
        Thread closing = new Thread(engine::close);
        closing.start();

        // Then
        assertThatThrownBy(() -> text.get(1, TimeUnit.MINUTES)).hasCauseInstanceOf(EngineClosedException.class);
        model.permits.release(1_000_000);
        closing.join();
        assertThat(model.closed).hasValue(1);
        assertThat(engine.statistics().inFlightTexts()).isZero();
    }

    @Test
    void shouldLoseNoTextWithRowsWhenTheDeviceIsLost() throws Exception {
        // Given
        BatchingEngine engine = open(CONFIG.withBatch(4_096, 2), 1);
        model.failing(RunFailedException.Kind.DEVICE_LOST, rows -> true);

        // When, Then
        assertThatThrownBy(() -> submit(engine, "a b c d e", 1).get(1, TimeUnit.MINUTES))
                .hasCauseInstanceOf(DeviceLostException.class);
    }

    @Test
    void shouldRefuseASecondTextWhereNoneIsRead() throws Exception {
        // Given
        BatchingEngine engine = open(CONFIG, 1);

        // When
        Outcome outcome = engine.submit(TextInput.pair("the house", "a river"), engine.tasks(), LONG)
                .toCompletableFuture()
                .get();

        // Then
        Outcome.Failure failure = (Outcome.Failure) outcome;
        assertThat(failure.reason()).isEqualTo(Outcome.Reason.PAIR_NOT_TAKEN);
        assertThat(failure.task()).isEqualTo("embedding");
        assertThat(failure.message()).doesNotContain("river");
        assertThat(model.runs).isEmpty();
        assertThat(engine.statistics().failures()).isEqualTo(1);
    }
}
