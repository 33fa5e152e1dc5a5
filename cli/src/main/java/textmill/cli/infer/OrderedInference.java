package textmill.cli.infer;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import textmill.cli.console.CliException;
import textmill.cli.console.LineReader;
import textmill.cli.console.LineReader.Line;
import textmill.cli.infer.LineFormat.Parsed;
import textmill.runtime.engine.EngineThreads;
import textmill.runtime.engine.InferenceEngine;
import textmill.runtime.engine.Outcome;
import textmill.runtime.task.Task;
import textmill.runtime.text.TextInput;

/**
 * Feeds lines to the engine and its results, in input order, to a stream. Memory is bounded: the engine's window holds
 * back the reader, and so does a {@link Backlog} of texts and results that wait for an earlier one.
 *
 * <p>Lines of output are made by threads of their own: to write 384 numbers as text takes some 60 us, and a GPU has results
 * sooner than one thread has written them.
 */
final class OrderedInference {
    /**
     * Windows of the engine that may be under way or wait for an earlier, slower result: with fewer than two the slowest
     * text would empty the window, and batches would be small.
     */
    private static final int WINDOWS = 2;

    /** Texts that may be at least, where there is no engine that has a window. */
    private static final int LEAST_QUEUE = 1024;

    /** Lines of output that wait to be written, at most. */
    private static final int LINES_AHEAD = 64;

    /** How often a reader that is held back looks whether the writer has failed. */
    private static final Duration LOOK = Duration.ofMillis(100);

    /** What tokenising leaves of a host with a GPU, more or less. */
    private static final int CORES_PER_ENCODER = 4;

    /** Long enough for any batch: the window, not the clock, bounds what is in flight. */
    private static final Duration WAIT_FOR_ROOM = Duration.ofMinutes(10);

    private final InferenceEngine engine;
    private final List<Task> task;
    private final @Nullable Redaction redaction;
    private final OutputStream out;
    private final OutputLines lines = new OutputLines();
    private final ExecutorService encoders;
    private final BlockingQueue<Entry> queue;
    private final Counts counts = new Counts();
    private final Backlog backlog;
    private volatile @Nullable Throwable writerFailure;

    OrderedInference(InferenceEngine engine, Task task, OutputStream out, Backlog backlog) {
        this(engine, List.of(task), null, out, backlog);
    }

    /**
     * Redacts instead of writing results.
     *
     * @param task at most one
     * @param redaction null to write results
     * @param out flushed in the end, and left open
     * @param backlog what may be under way
     */
    OrderedInference(
            InferenceEngine engine, List<Task> task, @Nullable Redaction redaction, OutputStream out, Backlog backlog) {
        this.engine = engine;
        this.task = task;
        this.redaction = redaction;
        this.out = out;
        this.backlog = backlog;
        this.queue = new ArrayBlockingQueue<>(Math.max(LEAST_QUEUE, WINDOWS * engine.windowTexts()));
        this.encoders = Executors.newFixedThreadPool(
                Math.max(1, Runtime.getRuntime().availableProcessors() / CORES_PER_ENCODER),
                EngineThreads.named("infer-encode"));
    }

    /** A line's place in the order. */
    private sealed interface Entry {}

    private record Pending(String text, CompletionStage<Outcome> outcome) implements Entry {}

    private record Rejected(byte[] line) implements Entry {}

    private record End() implements Entry {}

    /**
     * A line of output.
     *
     * @param text what is given back to the backlog; null for a line that was not taken
     * @param success null for a text that failed
     */
    private record Answer(@Nullable String text, byte[] line, Outcome.@Nullable Success success) {}

    /** What went through. Owned by the writing thread until {@link #run} returns. */
    static final class Counts {
        long texts;
        long errors;
        long tokens;
        long truncated;
        long empty;
    }

    /**
     * Runs until the last line's result is written.
     *
     * @param written told, on the writing thread, how many lines are done
     * @throws IOException if writing fails
     * @throws CliException if reading fails, once the results before are written
     * @throws RuntimeException if the device is lost
     */
    Counts run(LineReader input, Function<String, Parsed> format, LongConsumer written)
            throws IOException, InterruptedException {
        Thread thread = new Thread(() -> write(written), "infer-writer");
        thread.setDaemon(true);
        thread.start();
        IOException unreadable;
        try {
            unreadable = feed(input, format);
            put(new End());
            thread.join();
        } finally {
            thread.interrupt(); // still there only if reading or submitting failed
            encoders.shutdownNow();
        }
        rethrow(writerFailure);
        if (unreadable != null) {
            throw CliException.fault("cannot read the input beyond line " + input.number() + ": "
                    + unreadable.getMessage() + "; the results of the lines before are written");
        }
        return counts;
    }

    /** Gives why reading broke off, or null at the end of the input. */
    private @Nullable IOException feed(LineReader input, Function<String, Parsed> format) throws InterruptedException {
        try {
            Line line = input.next();
            while (line != null && writerFailure == null) {
                put(entry(line, format));
                line = input.next();
            }
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    private Entry entry(Line line, Function<String, Parsed> format) throws InterruptedException {
        if (line.tooLong()) {
            return rejected("line-too-long", "the line is longer than " + InferCommand.MAX_LINE_BYTES + " bytes");
        }
        Parsed parsed = format.apply(line.text());
        TextInput input = parsed.input();
        if (input == null) {
            return rejected("input-invalid", String.valueOf(parsed.problem()));
        }
        while (!backlog.take(input.text(), LOOK)) {
            if (writerFailure != null) {
                return new End();
            }
        }
        return new Pending(
                input.text(),
                task.isEmpty()
                        ? CompletableFuture.completedFuture(Redaction.nothingComputed(input.text()))
                        : engine.submit(input, task, WAIT_FOR_ROOM));
    }

    private Entry rejected(String reason, String message) {
        return new Rejected(lines.error(reason, message));
    }

    private Answer answer(String text, Outcome outcome) {
        if (outcome instanceof Outcome.Failure failure) {
            return new Answer(text, lines.error(code(failure.reason()), failure.message()), null);
        }
        Outcome.Success success = (Outcome.Success) outcome;
        byte[] line = redaction == null
                ? lines.result(success.results().get(0), success.flags().truncated())
                : lines.redacted(redaction, text, success, task);
        backlog.made(line.length);
        return new Answer(text, line, success);
    }

    private void put(Entry entry) throws InterruptedException {
        while (writerFailure == null && !queue.offer(entry, LOOK.toNanos(), TimeUnit.NANOSECONDS)) {
            // Full: the writer waits for the result at its head, or has failed.
        }
    }

    private void write(LongConsumer written) {
        try {
            Deque<CompletableFuture<Answer>> ahead = new ArrayDeque<>();
            boolean more = true;
            while (more || !ahead.isEmpty()) {
                more = more && encode(ahead);
                CompletableFuture<Answer> next = ahead.poll();
                if (next != null) {
                    write(next.get());
                    written.accept(counts.texts + counts.errors);
                }
                if (ahead.isEmpty() && queue.isEmpty()) {
                    out.flush(); // somebody may be typing at the other end
                }
            }
            out.flush();
        } catch (Throwable e) { // an Error too: whoever waits for this thread must not take its silence for the end
            writerFailure = e;
        }
    }

    /** Has as many lines made as may be ahead of the one that is written; false once there are no more. */
    private boolean encode(Deque<CompletableFuture<Answer>> ahead) throws InterruptedException {
        while (ahead.size() < backlog.linesAhead(LINES_AHEAD)) {
            Entry entry = ahead.isEmpty() ? queue.take() : queue.poll();
            if (entry instanceof Pending pending) {
                ahead.add(pending.outcome()
                        .thenApplyAsync(outcome -> answer(pending.text(), outcome), encoders)
                        .toCompletableFuture());
            } else if (entry instanceof Rejected rejected) {
                ahead.add(CompletableFuture.completedFuture(new Answer(null, rejected.line(), null)));
            } else {
                return entry == null;
            }
        }
        return true;
    }

    private void write(Answer answer) throws IOException {
        if (answer.success() == null) {
            counts.errors++;
        } else {
            count(answer.success());
        }
        out.write(answer.line());
        if (answer.text() != null) {
            backlog.release(answer.text());
        }
    }

    /** The same codes as in dead letters. */
    private static String code(Outcome.Reason reason) {
        return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private void count(Outcome.Success success) {
        counts.texts++;
        counts.tokens += success.tokens();
        counts.truncated += success.flags().truncated() ? 1 : 0;
        counts.empty += success.flags().empty() ? 1 : 0;
    }

    private static void rethrow(@Nullable Throwable failure) throws IOException, InterruptedException {
        Throwable cause = failure instanceof ExecutionException ? failure.getCause() : failure;
        if (cause instanceof IOException io) {
            throw io;
        } else if (cause instanceof InterruptedException interrupted) {
            throw interrupted;
        } else if (cause instanceof RuntimeException runtime) {
            throw runtime;
        } else if (cause instanceof Error error) {
            throw error;
        } else if (cause != null) {
            throw new IllegalStateException(cause);
        }
    }
}
