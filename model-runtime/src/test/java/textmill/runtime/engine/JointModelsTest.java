package textmill.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;
import static textmill.runtime.engine.FakeEngines.CONFIG;
import static textmill.runtime.engine.FakeEngines.LONG;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import textmill.runtime.TestModels;
import textmill.runtime.engine.start.EngineLoader;
import textmill.runtime.model.ModelOptions;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.runner.RunFailedException;
import textmill.runtime.task.Task;
import textmill.runtime.task.TaskSpec;
import textmill.runtime.task.embedding.Embedding;

/** What the engine makes of models that share their lower layers. */
class JointModelsTest {
    private final FakeLayers layers = new FakeLayers();
    private final FakeModel first = new FakeModel();
    private final FakeModel second = new FakeModel();
    private final List<BatchingEngine> opened = new ArrayList<>();
    private final Path directory;

    JointModelsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @AfterEach
    void close() {
        first.permits.release(1_000_000);
        opened.forEach(BatchingEngine::close);
    }

    @Test
    void shouldComputeSharedLayersOnceForABatchOfTwoModels() throws Exception {
        // Given
        BatchingEngine engine = open(0);
        List<EngineObserver.Run> runs = new CopyOnWriteArrayList<>();
        engine.observe(new EngineObserver() {
            @Override
            public void ran(Run run) {
                runs.add(run);
            }
        });

        // When
        List<CompletableFuture<Outcome>> outcomes =
                behindOne(engine, List.of("the house", "a river", "of", "the house"));

        // Then: one run for the text that held the device, one for all others
        for (CompletableFuture<Outcome> outcome : outcomes) {
            assertThat(((Outcome.Success) outcome.get()).results()).hasSize(2);
        }
        assertThat(layers.runs).hasValue(2);
        assertThat(first.runs).hasSize(2).isEqualTo(second.runs);
        assertThat(first.runs.get(1)).hasSize(3);
        assertThat(layers.open).hasValue(0);
        assertThat(runs)
                .extracting(EngineObserver.Run::model, run -> run.size().rows())
                .containsExactly(tuple("first", 1), tuple("second", 1), tuple("first", 3), tuple("second", 3));
        assertThat(engine.statistics().rows()).isEqualTo(8);
        assertThat(engine.statistics().queued().rows()).isZero();
    }

    @Test
    void shouldCountTheRowsOfEveryModelThatWaits() throws Exception {
        // Given
        BatchingEngine engine = open(0);
        first.permits.drainPermits();
        CompletableFuture<Outcome> held = submit(engine, "first", engine.tasks());
        await().atMost(LONG).until(() -> !first.runs.isEmpty());

        // When
        CompletableFuture<Outcome> both = submit(engine, "the house", engine.tasks());
        CompletableFuture<Outcome> one =
                submit(engine, "a river", engine.tasks().subList(1, 2));
        await().atMost(LONG).until(() -> engine.waiting() == 3);
        first.permits.release(1_000_000);

        // Then: a text that only one model is asked for is not computed by the others
        assertThat(both.get()).isInstanceOf(Outcome.Success.class);
        assertThat(one.get()).isInstanceOf(Outcome.Success.class);
        assertThat(held.get()).isInstanceOf(Outcome.Success.class);
        assertThat(first.runs).hasSize(2);
        assertThat(second.runs).hasSize(3);
        assertThat(layers.runs).hasValue(2);
    }

    @Test
    void shouldRefuseOnlyTheTextThatOneOfTheModelsCannotCompute() throws Exception {
        // Given
        BatchingEngine engine = open(0);
        submit(engine, "zzz", engine.tasks()).get();
        List<Integer> bad = second.runs.get(0).get(0);
        second.failing(RunFailedException.Kind.INPUT, rows -> rows.contains(bad));
        second.runs.clear();

        // When
        List<CompletableFuture<Outcome>> outcomes = behindOne(engine, List.of("the house", "zzz", "a river"));

        // Then
        assertThat(outcomes.get(0).get()).isInstanceOf(Outcome.Success.class);
        assertThat(outcomes.get(1).get())
                .isEqualTo(new Outcome.Failure(Outcome.Reason.INFERENCE_FAILED, "second", "told to fail"));
        assertThat(outcomes.get(2).get()).isInstanceOf(Outcome.Success.class);
        assertThat(layers.open).hasValue(0);
    }

    @Test
    void shouldComputeEachModelByItselfWhereTheSharedLayersFail() throws Exception {
        // Given
        BatchingEngine engine = open(0);
        layers.failing = true;
        Logger logger = (Logger) LoggerFactory.getLogger(DeviceWorker.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);

        // When
        List<CompletableFuture<Outcome>> outcomes = behindOne(engine, List.of("the house", "a river"));
        CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new)).join();
        logger.detachAppender(log);

        // Then it is said, once for the two batches
        assertThat(log.list)
                .filteredOn(event -> event.getLevel() == Level.WARN)
                .singleElement()
                .extracting(ILoggingEvent::getFormattedMessage)
                .asString()
                .startsWith("Out of memory where [first, second] share layers, in a batch of ")
                .endsWith("Said once: told to fail below");
        for (CompletableFuture<Outcome> outcome : outcomes) {
            Outcome.Success success = (Outcome.Success) outcome.get();
            assertThat(((Embedding) success.results().get(0)).vector())
                    .isEqualTo(((Embedding) success.results().get(1)).vector());
        }
        assertThat(first.runs).hasSize(2).isEqualTo(second.runs);
    }

    @Test
    void shouldStopWhenTheDeviceIsLostToBothModels() throws Exception {
        // Given
        BatchingEngine engine = open(0);
        layers.failing = true;
        first.failing(RunFailedException.Kind.DEVICE_LOST, rows -> true);

        // When
        CompletableFuture<Outcome> outcome = submit(engine, "the house", engine.tasks());

        // Then
        assertThatThrownBy(() -> outcome.get(1, TimeUnit.MINUTES)).hasCauseInstanceOf(DeviceLostException.class);
    }

    @Test
    void shouldNotShareWhatOneOfTheModelsTakesLessOf() throws Exception {
        // Given
        BatchingEngine engine = open(4);

        // When
        Outcome outcome = submit(engine, "the house of the river of the house", engine.tasks())
                .get();
        Outcome shorter = submit(engine, "of", engine.tasks()).get();

        // Then
        assertThat(outcome).isInstanceOf(Outcome.Success.class);
        assertThat(shorter).isInstanceOf(Outcome.Success.class);
        assertThat(first.runs.get(0).get(0)).hasSizeGreaterThan(4);
        assertThat(second.runs.get(0).get(0)).hasSize(4);
        assertThat(layers.runs).hasValue(1);
    }

    /** Two models of the same files. */
    private BatchingEngine open(int secondTakes) throws IOException {
        List<TaskSpec> tasks = new ArrayList<>();
        for (String name : List.of("first", "second")) {
            Path files = directory.resolve(name);
            TestModels.copy(TestModels.resource("/tiny/tiny-bert"), files);
            ModelOptions options = ModelOptions.none();
            if (secondTakes > 0 && name.equals("second")) {
                options = options.withMaxTokens(secondTakes);
            }
            tasks.add(TaskSpec.of(name, ModelSpec.read(files, options)));
        }
        BatchingEngine engine = EngineLoader.open(
                CONFIG,
                tasks,
                (spec, device, threads) -> layers.below(spec.name().equals("first") ? first : second));
        opened.add(engine);
        first.runs.clear();
        second.runs.clear();
        layers.runs.set(0);
        return engine;
    }

    private static CompletableFuture<Outcome> submit(BatchingEngine engine, String text, List<Task> tasks)
            throws InterruptedException {
        return engine.submit(text, tasks, LONG).toCompletableFuture();
    }

    /** One run is held on the device so that the others gather to one batch behind it. */
    private List<CompletableFuture<Outcome>> behindOne(BatchingEngine engine, List<String> texts) throws Exception {
        first.permits.drainPermits();
        int before = first.runs.size();
        CompletableFuture<Outcome> held = submit(engine, "first", engine.tasks());
        await().atMost(LONG).until(() -> first.runs.size() > before);
        List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
        for (String text : texts) {
            outcomes.add(submit(engine, text, engine.tasks()));
        }
        await().atMost(LONG)
                .until(() -> engine.waiting() == 2 * texts.stream().distinct().count());
        first.permits.release(1_000_000);
        held.get();
        return outcomes;
    }
}
