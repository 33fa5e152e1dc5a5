package textmill.benchmarks.start;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import textmill.benchmarks.BenchHome;
import textmill.benchmarks.report.Figures;
import textmill.benchmarks.report.Table;
import textmill.cli.console.CliException;
import textmill.cli.console.ExitCode;
import textmill.cli.console.Terminal;

/** {@code textmill bench start}. */
@Command(
        name = "start",
        description = "Start the demo several times, each time until its first result, and say what that took: on the"
                + " wall, by the demo's own clock, and of processor time, which a busy machine changes little.",
        sortOptions = false)
public final class StartCommand implements Callable<Integer> {
    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5", description = "Rounds (default: 5).")
    private int rounds;

    @Option(
            names = "--against",
            paramLabel = "DIR",
            description = "Also another checkout that is built, in turn with this one. May be repeated.")
    private List<Path> others = new ArrayList<>();

    private final Terminal terminal;

    /** A command that writes to a terminal. */
    public StartCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Map<Path, List<FirstResult>> starts = new LinkedHashMap<>();
        starts.put(launcher(BenchHome.directory().resolveSibling("textmill")), new ArrayList<>());
        for (Path other : others) {
            starts.put(launcher(other.resolve("textmill").toAbsolutePath().normalize()), new ArrayList<>());
        }
        // Builds what is missing, makes the archive of classes, and has the files in memory.
        for (Path launcher : starts.keySet()) {
            terminal.note("not counted: " + FirstResult.of(launcher));
        }
        for (int round = 1; round <= rounds; round++) {
            List<Path> order = new ArrayList<>(starts.keySet());
            Collections.rotate(order, -round);
            for (Path launcher : order) {
                FirstResult start = FirstResult.of(launcher);
                starts.getOrDefault(launcher, new ArrayList<>()).add(start);
                terminal.note("round " + round + ", " + launcher.getParent() + ": " + start);
            }
        }
        table(starts).lines().forEach(terminal::print);
        return ExitCode.OK;
    }

    private static Path launcher(Path file) {
        if (!Files.isExecutable(file)) {
            throw CliException.usage(file + ": no launcher; expected a checkout of Textmill there");
        }
        return file;
    }

    private static Table table(Map<Path, List<FirstResult>> starts) {
        Table table = new Table("first result after, median", "wall s", "own clock s", "processor s");
        starts.forEach((launcher, of) -> table.row(
                String.valueOf(launcher.getParent()),
                Figures.number(
                        Figures.median(of.stream().map(FirstResult::wallSeconds).toList())),
                Figures.number(
                        Figures.median(of.stream().map(FirstResult::ownSeconds).toList())),
                Figures.number(Figures.median(
                        of.stream().map(FirstResult::processorSeconds).toList()))));
        return table;
    }
}
