package textmill.cli.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import textmill.cli.console.LineReader;
import textmill.cli.infer.LineFormat.Parsed;
import textmill.cli.infer.OrderedInference.Counts;
import textmill.runtime.engine.DeviceLostException;
import textmill.runtime.engine.InferenceEngine;
import textmill.runtime.engine.Outcome;
import textmill.runtime.task.Task;
import textmill.runtime.task.embedding.Embedding;
import textmill.runtime.task.embedding.EmbeddingType;
import textmill.runtime.text.TextFlags;
import textmill.runtime.text.TextInput;

@Timeout(60)
class OrderedInferenceTest {
    private static final Task TASK = new Task("embedding", EmbeddingType.INSTANCE, "stub", "f");

    private final ShufflingEngine engine = new ShufflingEngine();
    private Backlog backlog = Backlog.ofHeap();

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void shouldKeepInputOrderWhateverTheEngineDoes() throws Exception {
        // Given an engine that completes one text and then nothing before it is full
        engine.holdUntilFull();
        int lines = 20_000;
        String input = String.join(
                "\n", IntStream.range(0, lines).mapToObj(String::valueOf).toList());
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        // When
        Counts counts = run(input, out);

        // Then
        List<String> written = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(written)
                .isEqualTo(IntStream.range(0, lines)
                        .mapToObj(i -> "{\"embedding\":[" + i + ".0]}")
                        .toList());
        assertThat(counts.texts).isEqualTo(lines);
        assertThat(counts.errors).isZero();
        assertThat(engine.mostInFlight).isEqualTo(ShufflingEngine.WINDOW);
    }

    @Test
    void shouldPutAnErrorInThePlaceOfALineThatFails() throws Exception {
        // Given
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        // When
        Counts counts = run("1\nbad\n2\n", out);

        // Then
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("""
                        {"embedding":[1.0]}
                        {"error":{"reason":"inference-failed","message":"stub"}}
                        {"embedding":[2.0]}
                        """);
        assertThat(counts.texts).isEqualTo(2);
        assertThat(counts.errors).isEqualTo(1);
    }

    @Test
    void shouldStopWhenTheReaderOfTheOutputHasGone() {
        // Given
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };

        // Then
        assertThatThrownBy(() -> run("1\n".repeat(100_000), broken))
                .isInstanceOf(IOException.class)
                .hasMessage("Broken pipe");
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 100_000})
    void shouldFailWhenTheWriterRunsOutOfMemory(int lines) {
        // Given: more lines than wait, and fewer
        OutputStream full = new OutputStream() {
            private int left = 10;

            @Override
            public void write(int b) {
                throw new AssertionError("lines are written at once");
            }

            @Override
            public void write(byte[] line, int from, int length) {
                left--;
                if (left < 0) {
                    throw new OutOfMemoryError("stub");
                }
            }
        };

        // Then: what is written is not taken for all there is, and nobody waits for the rest
        assertThatThrownBy(() -> run("1\n".repeat(lines), full))
                .isInstanceOf(OutOfMemoryError.class)
                .hasMessage("stub");
    }

    @Test
    void shouldHoldBackTheReaderWhileLinesWaitForMemory() throws Exception {
        // Given room for some of the lines that the engine's window would take
        backlog = new Backlog(1000);
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        // When
        Counts counts = run("77777777\n".repeat(5_000), out);

        // Then: each line takes 16 bytes and a result of at least 7
        assertThat(counts.texts).isEqualTo(5_000);
        assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSize(5_000);
        assertThat(engine.mostInFlight).isBetween(2, 1000 / (16 + 7));
    }

    @Test
    void shouldEndWhenTheDeviceIsLost() {
        assertThatThrownBy(() -> run("1\nlost\n2\n", new ByteArrayOutputStream()))
                .isInstanceOf(DeviceLostException.class);
    }

    @Test
    void shouldLeaveNoThreadBehindWhenALineCannotBeTaken() throws Exception {
        // Given
        Function<String, Parsed> broken = line -> {
            throw new IllegalStateException("stub");
        };

        // When
        assertThatThrownBy(() -> run("1\n", new ByteArrayOutputStream(), broken))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("stub");

        // Then
        while (Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().startsWith("infer-"))) {
            Thread.sleep(1);
        }
    }

    private Counts run(String input, OutputStream out) throws Exception {
        return run(input, out, LineFormat.TEXT::parse);
    }

    private Counts run(String input, OutputStream out, Function<String, Parsed> format) throws Exception {
        LineReader lines = new LineReader(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), 1000);
        return new OrderedInference(engine, TASK, out, backlog).run(lines, format, written -> {});
    }

    /** Completes its texts in an order of its own; the result of "7" is the vector [7]. */
    private static final class ShufflingEngine implements InferenceEngine {
        /** As large as a GPU's. */
        static final int WINDOW = 6 * 1024;

        private final Random random = new Random(11);
        private final Semaphore permits = new Semaphore(WINDOW);
        private final Deque<Runnable> inFlight = new ArrayDeque<>();
        private final Thread worker = new Thread(this::work, "stub-engine");
        private int mostInFlight;
        private int least = 1;
        private boolean holds;

        ShufflingEngine() {
            worker.setDaemon(true);
            worker.start();
        }

        /** Whoever waits for a result before it sends the next text waits for ever. */
        void holdUntilFull() {
            synchronized (inFlight) {
                holds = true;
            }
        }

        @Override
        public List<Task> tasks() {
            return List.of(TASK);
        }

        @Override
        public int windowTexts() {
            return WINDOW;
        }

        @Override
        public CompletionStage<Outcome> submit(TextInput input, List<Task> tasks, Duration maxWait)
                throws InterruptedException {
            permits.acquire();
            CompletableFuture<Outcome> outcome = new CompletableFuture<>();
            synchronized (inFlight) {
                Runnable completion = () -> complete(input.text(), outcome);
                if (random.nextBoolean()) {
                    inFlight.addFirst(completion);
                } else {
                    inFlight.addLast(completion);
                }
                mostInFlight = Math.max(mostInFlight, WINDOW - permits.availablePermits());
                inFlight.notifyAll();
            }
            return outcome;
        }

        private void complete(String text, CompletableFuture<Outcome> outcome) {
            permits.release();
            if (text.equals("lost")) {
                outcome.completeExceptionally(new DeviceLostException("stub", new RuntimeException()));
            } else if (text.equals("bad")) {
                outcome.complete(new Outcome.Failure(Outcome.Reason.INFERENCE_FAILED, "embedding", "stub"));
            } else {
                float[] vector = {Float.parseFloat(text)};
                outcome.complete(new Outcome.Success(List.of(new Embedding(vector)), 3, TextFlags.NONE));
            }
        }

        private void work() {
            try {
                while (true) {
                    Runnable next;
                    synchronized (inFlight) {
                        while (inFlight.size() < least) {
                            inFlight.wait();
                        }
                        least = holds ? WINDOW : 1;
                        holds = false;
                        next = inFlight.removeFirst();
                    }
                    next.run();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {
            worker.interrupt();
        }
    }
}
