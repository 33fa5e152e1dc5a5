package textmill.cli.infer;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import textmill.cli.console.CliException;
import textmill.cli.console.LineReader;
import textmill.cli.console.LineReader.Line;
import textmill.cli.infer.LineFormat.Parsed;
import textmill.runtime.engine.InferenceEngine;
import textmill.runtime.engine.Outcome;
import textmill.runtime.task.Task;
import textmill.runtime.text.TextInput;

/**
 * Feeds lines to the engine and its results, in input order, to a writer. Memory is bounded: the engine's window holds
 * back the reader, and so does a queue of results that wait for an earlier one.
 */
final class OrderedInference {
    /**
     * Windows of the engine that may be under way or wait for an earlier, slower result: with fewer than two the slowest
     * text would empty the window, and batches would be small.
     */
    private static final int WINDOWS = 2;

    /** Texts that may be at least, where there is no engine that has a window. */
    private static final int LEAST_QUEUE = 1024;

    /** Long enough for any batch: the window, not the clock, bounds what is in flight. */
    private static final Duration WAIT_FOR_ROOM = Duration.ofMinutes(10);

    private final InferenceEngine engine;
    private final List<Task> task;
    private final @Nullable Redaction redaction;
    private final ResultWriter writer;
    private final BlockingQueue<Entry> queue;
    private final Counts counts = new Counts();
    private volatile @Nullable Exception writerFailure;

    OrderedInference(InferenceEngine engine, Task task, ResultWriter writer) {
        this(engine, List.of(task), null, writer);
    }

    /**
     * Redacts instead of writing results.
     *
     * @param task at most one
     * @param redaction null to write results
     */
    OrderedInference(InferenceEngine engine, List<Task> task, @Nullable Redaction redaction, ResultWriter writer) {
        this.engine = engine;
        this.task = task;
        this.redaction = redaction;
        this.writer = writer;
        this.queue = new ArrayBlockingQueue<>(Math.max(LEAST_QUEUE, WINDOWS * engine.windowTexts()));
    }

    /** A line's place in the order. */
    private sealed interface Entry {}

    private record Pending(String text, CompletableFuture<Outcome> outcome) implements Entry {}

    private record Rejected(String reason, String message) implements Entry {}

    private record End() implements Entry {}

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
    Counts run(LineReader lines, Function<String, Parsed> format, LongConsumer written)
            throws IOException, InterruptedException {
        Thread thread = new Thread(() -> write(written), "infer-writer");
        thread.setDaemon(true);
        thread.start();
        IOException unreadable = feed(lines, format);
        put(new End());
        thread.join();
        rethrow(writerFailure);
        if (unreadable != null) {
            throw CliException.fault("cannot read the input beyond line " + lines.number() + ": "
                    + unreadable.getMessage() + "; the results of the lines before are written");
        }
        return counts;
    }

    /** Gives why reading broke off, or null at the end of the input. */
    private @Nullable IOException feed(LineReader lines, Function<String, Parsed> format) throws InterruptedException {
        try {
            Line line = lines.next();
            while (line != null && writerFailure == null) {
                put(submit(line, format));
                line = lines.next();
            }
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    private Entry submit(Line line, Function<String, Parsed> format) throws InterruptedException {
        if (line.tooLong()) {
            return new Rejected("line-too-long", "the line is longer than " + InferCommand.MAX_LINE_BYTES + " bytes");
        }
        Parsed parsed = format.apply(line.text());
        TextInput input = parsed.input();
        if (input == null) {
            return new Rejected("input-invalid", String.valueOf(parsed.problem()));
        }
        CompletableFuture<Outcome> outcome = task.isEmpty()
                ? CompletableFuture.completedFuture(Redaction.nothingComputed(input.text()))
                : engine.submit(input, task, WAIT_FOR_ROOM).toCompletableFuture();
        return new Pending(input.text(), outcome);
    }

    private void put(Entry entry) throws InterruptedException {
        while (writerFailure == null && !queue.offer(entry, 100, TimeUnit.MILLISECONDS)) {
            // Full: the writer waits for the result at its head, or has failed.
        }
    }

    private void write(LongConsumer written) {
        try {
            Entry entry = queue.take();
            while (!(entry instanceof End)) {
                write(entry);
                written.accept(counts.texts + counts.errors);
                if (queue.isEmpty()) {
                    writer.flush(); // somebody may be typing at the other end
                }
                entry = queue.take();
            }
            writer.close();
        } catch (IOException | RuntimeException | ExecutionException e) {
            writerFailure = e;
        } catch (InterruptedException e) {
            writerFailure = e;
            Thread.currentThread().interrupt();
        }
    }

    private void write(Entry entry) throws IOException, ExecutionException, InterruptedException {
        if (entry instanceof Rejected rejected) {
            counts.errors++;
            writer.writeError(rejected.reason(), rejected.message());
        } else if (entry instanceof Pending pending) {
            Outcome outcome = pending.outcome().get();
            if (outcome instanceof Outcome.Failure failure) {
                counts.errors++;
                writer.writeError(code(failure.reason()), failure.message());
            } else if (outcome instanceof Outcome.Success success) {
                count(success);
                if (redaction == null) {
                    writer.write(success.results().get(0), success.flags().truncated());
                } else {
                    writer.write(redaction, pending.text(), success, task);
                }
            }
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

    private static void rethrow(@Nullable Exception failure) throws IOException, InterruptedException {
        Throwable cause = failure instanceof ExecutionException ? failure.getCause() : failure;
        if (cause instanceof IOException io) {
            throw io;
        } else if (cause instanceof InterruptedException interrupted) {
            throw interrupted;
        } else if (cause instanceof RuntimeException runtime) {
            throw runtime;
        } else if (cause != null) {
            throw new IllegalStateException(cause);
        }
    }
}
