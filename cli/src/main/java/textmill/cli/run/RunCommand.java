package textmill.cli.run;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import textmill.cli.config.ConfigSource;
import textmill.cli.console.CliException;
import textmill.cli.console.ExitCode;
import textmill.cli.console.LogConfigurator;
import textmill.cli.console.LogConfigurator.Detail;
import textmill.cli.console.StopSignal;
import textmill.cli.console.Terminal;
import textmill.topology.TextmillApp;
import textmill.topology.config.ConfigFile;
import textmill.topology.config.OperationKeys;
import textmill.topology.config.TextmillConfig;
import textmill.topology.health.StuckException;
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
    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration GRACE = Duration.ofSeconds(2);

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
        LogConfigurator.atLeast(Detail.SERVICE);
        stop.install();
        TextmillConfig config = source.parse();
        if (config.get(OperationKeys.LOG_FORMAT) == OperationKeys.LogFormat.JSON) {
            LogConfigurator.writeJson();
        }
        TextmillApp started = start(config);
        if (started == null) {
            LOG.info("Stopped before the start was complete");
            return ExitCode.OK;
        }
        try (TextmillApp app = started) {
            boolean ended = false;
            while (!ended && !stop.stopping()) {
                ended = app.awaitEnd(LOOK);
            }
            if (ended) {
                throw died(app);
            }
            LOG.info("Stopping: draining what is in flight");
        }
        LOG.info("Stopped");
        return ExitCode.OK;
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

    /**
     * Starts on a thread of its own: models are read and brokers waited for, and a signal must be heard meanwhile.
     *
     * @return null if the signal came first
     */
    private @Nullable TextmillApp start(TextmillConfig config) throws InterruptedException {
        FutureTask<TextmillApp> start = new FutureTask<>(() -> TextmillApp.start(config, new NamedModels()));
        Thread thread = new Thread(start, "textmill-start");
        thread.setDaemon(true);
        thread.start();
        while (!stop.stopping()) {
            TextmillApp app = started(start, LOOK);
            if (app != null) {
                return app;
            }
        }
        thread.interrupt();
        thread.join(GRACE.toMillis());
        return start.isDone() ? startedAfterAll(start) : null;
    }

    private static @Nullable TextmillApp started(FutureTask<TextmillApp> start, Duration longest)
            throws InterruptedException {
        try {
            return start.get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return null;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            } else if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw new IllegalStateException(e);
        }
    }

    /** The application is there in spite of the signal, or its start failed because of it. */
    private static @Nullable TextmillApp startedAfterAll(FutureTask<TextmillApp> start) throws InterruptedException {
        try {
            return start.get();
        } catch (ExecutionException e) {
            LOG.debug("The start was given up", e);
            return null;
        }
    }

    private static RuntimeException died(TextmillApp app) {
        Throwable cause = app.failure().orElse(null);
        if (cause instanceof StuckException) {
            return CliException.fault("stuck, and progress.action = end: " + cause.getMessage());
        }
        return CliException.fault("Kafka Streams ended by itself"
                + (cause == null ? "" : ": " + cause.getClass().getSimpleName() + ": " + cause.getMessage()));
    }
}
