package textmill.cli.anomalies;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import textmill.cli.anomalies.BacktestLine.BadLineException;
import textmill.cli.console.CliException;
import textmill.cli.console.LineReader;
import textmill.cli.console.LineReader.Line;
import textmill.runtime.engine.InferenceEngine;
import textmill.runtime.engine.Outcome;
import textmill.topology.anomaly.AnomalyDetector;
import textmill.topology.anomaly.Evidence;
import textmill.topology.anomaly.Verdict;
import textmill.topology.deadletter.Origin;
import textmill.topology.result.ResultTypes;

/**
 * Lines through the engine and, in their order, through the detector. One thread submits and judges; at most
 * {@value #PENDING} texts wait for an earlier one.
 */
final class Backtest {
    private static final int PENDING = 512;

    /** Long enough for any batch: the window, not the clock, bounds what is in flight. */
    private static final Duration WAIT_FOR_ROOM = Duration.ofMinutes(10);

    private final InferenceEngine engine;
    private final AnomalyDetector detector;
    private final VerdictWriter writer;
    private final BacktestResults results = new BacktestResults();
    private final Deque<Pending> pending = new ArrayDeque<>();
    private long errors;

    Backtest(InferenceEngine engine, AnomalyDetector detector, VerdictWriter writer) {
        this.engine = engine;
        this.detector = detector;
        this.writer = writer;
    }

    /** A line's place in the order: a text that is computed, or why there is none. */
    private record Pending(
            long number,
            @Nullable BacktestLine line,
            CompletableFuture<Outcome> outcome,
            String reason,
            String message) {
        static Pending rejected(long number, String reason, String message) {
            return new Pending(number, null, CompletableFuture.completedFuture(null), reason, message);
        }
    }

    /**
     * Runs until the last line's verdict is written.
     *
     * @throws IOException if writing fails
     * @throws CliException if reading fails
     */
    BacktestResults run(LineReader lines) throws IOException, InterruptedException {
        for (Line line = next(lines); line != null; line = next(lines)) {
            pending.add(submit(line, lines.number()));
            while (!pending.isEmpty()
                    && (pending.size() > PENDING || pending.getFirst().outcome.isDone())) {
                judge(pending.removeFirst());
            }
        }
        while (!pending.isEmpty()) {
            judge(pending.removeFirst());
        }
        writer.close();
        return results;
    }

    private static @Nullable Line next(LineReader lines) {
        try {
            return lines.next();
        } catch (IOException e) {
            throw CliException.fault("cannot read the input beyond line " + lines.number() + ": " + e.getMessage());
        }
    }

    /** Lines without a verdict. */
    long errors() {
        return errors;
    }

    private Pending submit(Line line, long number) throws InterruptedException {
        if (line.tooLong()) {
            return Pending.rejected(
                    number, "line-too-long", "the line is longer than " + BacktestCommand.MAX_LINE_BYTES + " bytes");
        }
        try {
            BacktestLine parsed = BacktestLine.parse(line.text());
            return new Pending(
                    number,
                    parsed,
                    engine.submit(parsed.text(), engine.tasks(), WAIT_FOR_ROOM).toCompletableFuture(),
                    "",
                    "");
        } catch (BadLineException e) {
            return Pending.rejected(number, "input-invalid", String.valueOf(e.getMessage()));
        }
    }

    private void judge(Pending next) throws IOException {
        BacktestLine line = next.line;
        if (line == null) {
            reject(next.reason, next.message);
            return;
        }
        Outcome outcome = outcome(next.outcome);
        if (outcome instanceof Outcome.Failure failure) {
            reject(failure.reason().name().toLowerCase(Locale.ROOT).replace('_', '-'), failure.message());
        } else if (outcome instanceof Outcome.Success success) {
            Evidence evidence = ResultTypes.evidence(line.text(), engine.tasks(), success.results());
            Verdict verdict = detector.judge(line.key(), evidence, new Origin("", 0, next.number));
            results.add(next.number, line, verdict);
            writer.write(verdict);
        }
    }

    private void reject(String reason, String message) throws IOException {
        errors++;
        writer.writeError(reason, message);
    }

    private static Outcome outcome(CompletableFuture<Outcome> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
