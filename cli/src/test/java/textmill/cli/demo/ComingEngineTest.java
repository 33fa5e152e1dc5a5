package textmill.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import textmill.runtime.engine.InferenceEngine;
import textmill.runtime.engine.Outcome;
import textmill.runtime.model.ModelException;
import textmill.runtime.task.Task;
import textmill.runtime.text.TextInput;

@Timeout(60)
class ComingEngineTest {
    private final CompletableFuture<InferenceEngine> loading = new CompletableFuture<>();
    private final ComingEngine engine = new ComingEngine(loading);

    /** Notes whether it was closed. */
    private static final class Loaded implements InferenceEngine {
        private boolean closed;

        @Override
        public List<Task> tasks() {
            return List.of();
        }

        @Override
        public CompletionStage<Outcome> submit(TextInput input, List<Task> tasks, Duration maxWait) {
            return new CompletableFuture<>();
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void shouldAnswerOnceTheModelsAreLoaded() {
        CompletableFuture<List<Task>> asked = CompletableFuture.supplyAsync(engine::tasks);
        assertThat(asked).isNotDone();

        loading.complete(new Loaded());

        assertThat(asked.join()).isEmpty();
        assertThat(engine.statistics()).isNotNull();
    }

    @Test
    void shouldSayWhatLoadingFailedOf() {
        ModelException refused = new ModelException(Path.of("model.onnx"), "a model", "none", "get one");
        loading.completeExceptionally(refused);

        assertThatThrownBy(engine::tasks).isSameAs(refused);
        engine.close(); // nothing to close
    }

    @Test
    void shouldCloseWhatIsStillLoadingWhenItIsLoaded() {
        Loaded loaded = new Loaded();
        CompletableFuture<Void> closing = CompletableFuture.runAsync(engine::close);
        assertThat(closing).isNotDone();

        loading.complete(loaded);

        closing.join();
        assertThat(loaded.closed).isTrue();
    }
}
