package textmill.benchmarks.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import textmill.benchmarks.TextFile;
import textmill.benchmarks.endtoend.Measurement.Found;
import textmill.benchmarks.kafka.BenchTask;
import textmill.benchmarks.report.Figures;
import textmill.cli.console.CliException;
import textmill.cli.console.ExitCode;
import textmill.cli.console.Terminal;

/** {@code textmill bench end-to-end}. */
@Command(
        name = "end-to-end",
        description = "Throughput through an embedded broker against infer on the same texts and against a plain"
                + " consumer-producer loop, each in a JVM of its own, the rounds interleaved.",
        sortOptions = false)
public final class EndToEndCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files of texts, one a line.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "3", description = "Rounds (default: 3).")
    private int rounds;

    @Option(names = "--limit", paramLabel = "N", description = "Only the first N texts of each file.")
    private int limit = Integer.MAX_VALUE;

    @Option(
            names = "--tasks",
            paramLabel = "TASKS",
            defaultValue = "all",
            description = "Tasks of the second comparison: all, or some with commas; embedding leaves it out.")
    private String tasks = "";

    @Option(
            names = "--guarantee",
            paramLabel = "GUARANTEE",
            defaultValue = "exactly_once_v2",
            description = "exactly_once_v2 or at_least_once (default: ${DEFAULT-VALUE}).")
    private String guarantee = "";

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "2000",
            description = "Texts that go through Kafka before the clock starts (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(names = "--json", description = "Print one JSON object instead of tables.")
    private boolean json;

    private final Terminal terminal;

    /** A command that writes to a terminal. */
    public EndToEndCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (warmUp < 0) {
            throw CliException.usage("bench end-to-end: expected --warm-up of 0 or more, found " + warmUp);
        }
        List<BenchTask> several = BenchTask.parse(tasks);
        Map<String, Rounds> byFile = new LinkedHashMap<>();
        List<Path> copies = new ArrayList<>();
        try {
            for (Path file : files) {
                // infer has no limit of its own, and everybody reads the same lines.
                Path copy = Files.createTempFile("textmill-texts", ".txt");
                copies.add(copy);
                Files.write(copy, TextFile.read(file, limit));
            }
            for (int round = 1; round <= rounds; round++) {
                for (int at = 0; at < files.size(); at++) {
                    Rounds measured = byFile.computeIfAbsent(files.get(at).toString(), absent -> new Rounds());
                    round(measured, new Measurement(copies.get(at), guarantee, warmUp), several);
                    terminal.note("round " + round + ", " + files.get(at).getFileName() + " done");
                }
            }
        } finally {
            for (Path copy : copies) {
                Files.deleteIfExists(copy);
            }
        }
        EndToEndReport report = new EndToEndReport(byFile, several, guarantee);
        if (json) {
            terminal.print(report.json().toString());
        } else {
            report.lines().forEach(terminal::print);
        }
        return ExitCode.OK;
    }

    private void round(Rounds measured, Measurement measurement, List<BenchTask> several)
            throws IOException, InterruptedException {
        measured.infer(BenchTask.EMBEDDING, note("infer", measurement.infer(BenchTask.EMBEDDING)));
        measured.topology(note("through the broker", measurement.topology(List.of(BenchTask.EMBEDDING))));
        measured.loop(note("plain loop", measurement.loop()));
        if (several.size() > 1) {
            for (BenchTask task : several) {
                if (task != BenchTask.EMBEDDING) {
                    measured.infer(task, note("infer " + task.text(), measurement.infer(task)));
                }
            }
            measured.topologySeveral(note("through the broker, " + tasks, measurement.topology(several)));
        }
    }

    private Found note(String what, Found found) {
        terminal.note("  " + what + ": " + Figures.number(found.textsPerSecond()) + " texts/s"
                + (found.peakRssBytes() > 0 ? ", " + Figures.megabytes(found.peakRssBytes()) : ""));
        return found;
    }
}
