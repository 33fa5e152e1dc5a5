package textmill.benchmarks.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import textmill.benchmarks.TextFile;
import textmill.benchmarks.endtoend.Measurement.Found;
import textmill.benchmarks.kafka.BenchTask;
import textmill.benchmarks.report.Figures;
import textmill.cli.console.ExitCode;
import textmill.cli.console.Terminal;

/** {@code textmill bench anomaly-cost}. */
@Command(
        name = "anomaly-cost",
        description =
                "Throughput of the same tasks through an embedded broker with and without anomaly.topic, each in a"
                        + " JVM of its own, the rounds interleaved.",
        sortOptions = false)
public final class AnomalyCostCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "Texts, one a line.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path file;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "3", description = "Rounds (default: 3).")
    private int rounds;

    @Option(names = "--limit", paramLabel = "N", description = "Only the first N texts.")
    private int limit = Integer.MAX_VALUE;

    @Option(
            names = "--tasks",
            paramLabel = "TASKS",
            defaultValue = "embedding,replaced-tokens",
            description = "Tasks, with commas (default: ${DEFAULT-VALUE}).")
    private String tasks = "";

    private final Terminal terminal;

    /** A command that writes to a terminal. */
    public AnomalyCostCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<BenchTask> parsed = BenchTask.parse(tasks);
        Path copy = Files.createTempFile("textmill-texts", ".txt");
        List<Double> without = new ArrayList<>();
        List<Double> with = new ArrayList<>();
        try {
            Files.write(copy, TextFile.read(file, limit));
            // The warm-up, of a key for example, comes before the clock starts.
            Measurement measurement = new Measurement(copy, "exactly_once_v2", 2_000);
            for (int round = 1; round <= rounds; round++) {
                with.add(note("judged", measurement.judged(parsed)));
                without.add(note("not judged", measurement.topology(parsed)));
            }
        } finally {
            Files.deleteIfExists(copy);
        }
        terminal.print("texts/s without: " + Figures.number(Figures.median(without)) + ", with: "
                + Figures.number(Figures.median(with)) + ", ratio (median of rounds): "
                + Figures.number(Rounds.ratio(with, without)));
        return ExitCode.OK;
    }

    private double note(String what, Found found) {
        terminal.note("  " + what + ": " + Figures.number(found.textsPerSecond()) + " texts/s, "
                + Figures.megabytes(found.peakRssBytes()));
        return found.textsPerSecond();
    }
}
