package textmill.benchmarks.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import textmill.benchmarks.TextFile;
import textmill.benchmarks.endtoend.Measurement.Found;
import textmill.benchmarks.kafka.BenchTask;
import textmill.benchmarks.report.Figures;
import textmill.cli.console.ExitCode;
import textmill.cli.console.Terminal;

/** What something costs that can be left out: the same tasks with it and without it, the rounds interleaved. */
abstract class CostCommand implements Callable<Integer> {
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
    private final String pipeline;

    /**
     * @param pipeline the one that has it, as {@link EndToEndRun} calls it
     */
    CostCommand(Terminal terminal, String pipeline) {
        this.terminal = terminal;
        this.pipeline = pipeline;
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
                with.add(note(pipeline, measurement.pipeline(pipeline, parsed)));
                without.add(note("not " + pipeline, measurement.topology(parsed)));
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
