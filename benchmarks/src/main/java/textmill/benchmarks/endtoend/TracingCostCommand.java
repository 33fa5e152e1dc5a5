package textmill.benchmarks.endtoend;

import picocli.CommandLine.Command;
import textmill.cli.console.Terminal;

/** {@code textmill bench tracing-cost}. */
@Command(
        name = "tracing-cost",
        description =
                "Throughput of the same tasks through an embedded broker with every record traced, its spans sent to"
                        + " a collector in the same process, and without tracing, each in a JVM of its own, the rounds"
                        + " interleaved.",
        sortOptions = false)
public final class TracingCostCommand extends CostCommand {
    /** A command that writes to a terminal. */
    public TracingCostCommand(Terminal terminal) {
        super(terminal, "traced");
    }
}
