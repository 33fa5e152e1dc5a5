package textmill.benchmarks.endtoend;

import picocli.CommandLine.Command;
import textmill.cli.console.Terminal;

/** {@code textmill bench anomaly-cost}. */
@Command(
        name = "anomaly-cost",
        description =
                "Throughput of the same tasks through an embedded broker with and without anomaly.topic, each in a"
                        + " JVM of its own, the rounds interleaved.",
        sortOptions = false)
public final class AnomalyCostCommand extends CostCommand {
    /** A command that writes to a terminal. */
    public AnomalyCostCommand(Terminal terminal) {
        super(terminal, "judged");
    }
}
