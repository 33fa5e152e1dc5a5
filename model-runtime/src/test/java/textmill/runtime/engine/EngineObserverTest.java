package textmill.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static textmill.runtime.engine.FakeEngines.CONFIG;
import static textmill.runtime.engine.FakeEngines.LONG;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EngineObserverTest {
    private final FakeEngines engines = new FakeEngines();
    private final Witness witness = new Witness();

    @AfterEach
    void close() {
        engines.close();
    }

    @Test
    void shouldTellOfEveryRunAndOfWhoseTextsWereInIt() throws Exception {
        // Given
        BatchingEngine engine = engines.open(CONFIG);
        engine.observe(witness);

        // When the same text is asked for twice
        List<CompletableFuture<Outcome>> stages = engines.inOneBatch(engine, List.of("same", "a b", "same"));
        CompletableFuture.allOf(stages.toArray(CompletableFuture[]::new)).get();

        // Then
        await().atMost(LONG).until(() -> witness.runs.size() == 2);
        EngineObserver.Run first = witness.runs.get(0);
        assertThat(first.origins()).containsExactly(1);
        assertThat(first.size().rows()).isEqualTo(1);
        assertThat(first.model()).isEqualTo("tiny-bert");
        assertThat(first.device()).isEqualTo("cpu");
        assertThat(first.nanos()).isPositive();
        EngineObserver.Run second = witness.runs.get(1);
        assertThat(second.origins()).containsExactlyInAnyOrder(2, 3, 4);
        assertThat(second.size().rows()).isEqualTo(2);
        assertThat(second.size().tokens()).isLessThanOrEqualTo(second.size().paddedTokens());
        assertThat(second.size().padding()).isBetween(0.0, 0.99);
        assertThat(witness.tokenized).hasValue(3);
        assertThat(engine.statistics().queued()).isEqualTo(EngineStatistics.Queued.NOTHING);
    }

    @Test
    void shouldSayWhatWaits() throws Exception {
        BatchingEngine engine = engines.open(CONFIG);
        engines.model.permits.drainPermits();
        engine.submit("first", engine.tasks(), LONG);
        await().atMost(LONG).until(() -> !engines.model.runs.isEmpty());

        engine.submit("one", engine.tasks(), LONG);
        engine.submit("two three", engine.tasks(), LONG);

        await().atMost(LONG).until(() -> engine.statistics().queued().rows() == 2);
        assertThat(engine.statistics().queued().tokens()).isGreaterThanOrEqualTo(7);
    }

    @Test
    void shouldTellNothingToWhoeverHasGone() throws Exception {
        BatchingEngine engine = engines.open(CONFIG);
        engine.observe(witness).close();

        engine.submit("text", engine.tasks(), LONG).toCompletableFuture().get();

        assertThat(witness.asked).hasValue(0);
        assertThat(witness.runs).isEmpty();
    }

    private static final class Witness implements EngineObserver {
        private final AtomicInteger asked = new AtomicInteger();
        private final AtomicInteger tokenized = new AtomicInteger();
        private final List<Run> runs = new CopyOnWriteArrayList<>();

        @Override
        public @Nullable Object origin() {
            return asked.incrementAndGet();
        }

        @Override
        public void tokenized(long nanos) {
            tokenized.incrementAndGet();
        }

        @Override
        public void ran(Run run) {
            runs.add(run);
        }
    }
}
