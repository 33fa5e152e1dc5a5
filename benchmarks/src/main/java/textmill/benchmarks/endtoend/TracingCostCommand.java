package textmill.benchmarks.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import textmill.benchmarks.ChildProcess;
import textmill.benchmarks.JvmOptions;
import textmill.benchmarks.TextFile;
import textmill.benchmarks.kafka.BenchTask;
import textmill.benchmarks.report.Figures;
import textmill.cli.console.CliException;
import textmill.cli.console.ExitCode;
import textmill.cli.console.Terminal;

/** {@code textmill bench tracing-cost}. */
@Command(
        name = "tracing-cost",
        description =
                "Throughput of one application that traces, in its own process with an embedded broker and a collector"
                        + " of spans: blocks of texts that are all followed, and blocks of texts of which none is, in"
                        + " turn.",
        sortOptions = false)
public final class TracingCostCommand implements Callable<Integer> {
    private static final Duration LIMIT = Duration.ofHours(1);

    @Parameters(paramLabel = "FILE", description = "Texts, one a line.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path file;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "20",
            description = "Rounds, each a block of either kind, after two that warm up (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--block",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Texts of a block (default: ${DEFAULT-VALUE}).")
    private int block;

    @Option(
            names = "--tasks",
            paramLabel = "TASKS",
            defaultValue = "embedding",
            description = "Tasks, with commas (default: ${DEFAULT-VALUE}).")
    private String tasks = "";

    private final Terminal terminal;

    /** A command that writes to a terminal. */
    public TracingCostCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (rounds < 1 || block < 1) {
            throw CliException.usage("bench tracing-cost: expected --rounds and --block of 1 or more, found " + rounds
                    + " and " + block);
        }
        TextFile.read(file, 1);
        JsonNode measured = measure();
        List<Double> traced = rates(measured.path("tracedSeconds"));
        List<Double> untraced = rates(measured.path("untracedSeconds"));
        for (int round = 0; round < rounds; round++) {
            terminal.note("  round " + (round + 1) + ": traced " + Figures.number(traced.get(round))
                    + " texts/s, not traced " + Figures.number(untraced.get(round)));
        }
        terminal.print("texts/s not traced: " + Figures.number(Figures.median(untraced)) + ", traced: "
                + Figures.number(Figures.median(traced)) + ", ratio (median of " + rounds + " rounds): "
                + String.format(Locale.ROOT, "%.3f", Rounds.ratio(traced, untraced)));
        return ExitCode.OK;
    }

    private JsonNode measure() throws IOException, InterruptedException {
        Path out = Files.createTempFile("textmill-tracing-cost", ".json");
        try {
            List<String> command = new ArrayList<>();
            command.add(JvmOptions.java());
            command.addAll(JvmOptions.broker());
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), TracingCostRun.class.getName()));
            command.add("tasks="
                    + String.join(
                            ",",
                            BenchTask.parse(tasks).stream().map(BenchTask::text).toList()));
            command.add("texts=" + file.toAbsolutePath());
            command.add("rounds=" + rounds);
            command.add("block=" + block);
            command.add("out=" + out);
            List<String> unused = ChildProcess.run("tracing-cost", new ProcessBuilder(command), LIMIT);
            return new ObjectMapper().readTree(out.toFile());
        } finally {
            Files.deleteIfExists(out);
        }
    }

    private List<Double> rates(JsonNode seconds) {
        List<Double> rates = new ArrayList<>();
        seconds.forEach(one -> rates.add(block / one.asDouble()));
        return rates;
    }
}
