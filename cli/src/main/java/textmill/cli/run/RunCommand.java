package textmill.cli.run;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import textmill.cli.config.ConfigSource;
import textmill.cli.console.CliException;
import textmill.cli.console.ExitCode;
import textmill.cli.console.StopSignal;
import textmill.cli.console.Terminal;
import textmill.topology.config.ConfigFile;
import textmill.topology.config.TextmillConfig;
import textmill.topology.start.Check;

/** {@code textmill run}: Textmill on a Kafka cluster, until SIGTERM. */
@Command(
        name = "run",
        header = "Run on a Kafka cluster, as a configuration file says.",
        description = "Run on a Kafka cluster as the configuration says. SIGTERM or Ctrl-C drains what is in flight,"
                + " commits, leaves the group and ends with exit code 0.",
        sortOptions = false,
        footer = {
            "  textmill run --check --config textmill.properties",
            "  textmill run --dry-run 20 --config textmill.properties",
            "  textmill run --config textmill.properties"
        })
public final class RunCommand implements Callable<Integer> {
    @Mixin
    private final ConfigSource source = new ConfigSource();

    @Option(
            names = "--check",
            description = "Look at everything that a start needs, say what to do about what is wrong, and end: rights,"
                    + " topics, schemas, models, this machine. Joins no group, writes and registers nothing."
                    + " Exit code 78 if it could not start.")
    private boolean check;

    @Option(
            names = "--dry-run",
            paramLabel = "N",
            description = "Compute the next N records that the application would read (where none wait, the last ones),"
                    + " print what would be written, and end. Joins no group; commits, writes and registers nothing.")
    private @Nullable Integer dryRun;

    @Option(names = "--json", description = "With --check: print one JSON object; with --dry-run: one for each record.")
    private boolean json;

    private final Terminal terminal;
    private final StopSignal stop;

    /** A service that runs until the signal comes. */
    public RunCommand(Terminal terminal, StopSignal stop) {
        this.terminal = terminal;
        this.stop = stop;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (check && dryRun != null) {
            throw CliException.usage("expected --check or --dry-run, found both");
        } else if (check) {
            return check();
        } else if (dryRun != null) {
            return dryRun(dryRun);
        } else if (json) {
            throw CliException.usage("--json goes with --check or --dry-run");
        }
        return new Service(source, stop).run();
    }

    private int dryRun(int most) throws IOException {
        if (most < 1) {
            throw CliException.usage("--dry-run: expected 1 or more, found " + most);
        }
        TextmillConfig config = source.parse();
        stop.install();
        new DryRun(config, terminal, stop, json).run(most);
        return stop.stopping() ? stop.exitCode() : ExitCode.OK;
    }

    private int check() throws IOException {
        ConfigFile written = source.read();
        List<Check> checks = PreflightRun.of(TextmillConfig.parse(written), written.values());
        if (json) {
            terminal.print(CheckTable.json(checks));
        } else {
            CheckTable.lines(checks, terminal.style()).forEach(terminal::print);
        }
        return CheckTable.worst(checks) == Check.Level.FAIL ? ExitCode.CONFIGURATION : ExitCode.OK;
    }
}
