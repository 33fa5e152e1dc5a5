package textmill.cli.run;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import textmill.cli.console.CliException;
import textmill.cli.console.ExitCode;
import textmill.cli.console.LogConfigurator;
import textmill.cli.console.LogConfigurator.Detail;
import textmill.cli.console.StopSignal;
import textmill.cli.model.ModelNames;
import textmill.models.BundledModelException;
import textmill.topology.TextmillApp;
import textmill.topology.config.ConfigException;
import textmill.topology.config.ConfigFile;
import textmill.topology.config.TextmillConfig;

/** {@code textmill run}: Textmill on a Kafka cluster, until SIGTERM. */
@Command(
        name = "run",
        header = "Run on a Kafka cluster, as a configuration file says.",
        description = "Run on a Kafka cluster as the configuration says. SIGTERM or Ctrl-C drains what is in flight,"
                + " commits, leaves the group and ends with exit code 0.",
        sortOptions = false)
public final class RunCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);
    private static final Duration LOOK = Duration.ofMillis(100);

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            required = true,
            description = "Properties file; every key is in docs/reference/configuration.md.")
    private Path file = Path.of("");

    @Option(
            names = {"-s", "--set"},
            paramLabel = "KEY=VALUE",
            description = "Set or replace one key of the file; may be given several times.")
    private Map<String, String> overrides = Map.of();

    private final StopSignal stop;

    /** A service that runs until the signal comes. */
    public RunCommand(StopSignal stop) {
        this.stop = stop;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        LogConfigurator.atLeast(Detail.SERVICE);
        stop.install();
        TextmillConfig config = TextmillConfig.parse(ConfigFile.read(file).with(overrides, "--set"));
        try (TextmillApp app = TextmillApp.start(config, RunCommand::model)) {
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

    private static Path model(String name) {
        try {
            return ModelNames.resolve(name);
        } catch (CliException | BundledModelException e) {
            throw new ConfigException(List.of(String.valueOf(e.getMessage())));
        }
    }

    private static RuntimeException died(TextmillApp app) {
        Throwable cause = app.failure().orElse(null);
        return CliException.fault("Kafka Streams ended by itself"
                + (cause == null ? "" : ": " + cause.getClass().getSimpleName() + ": " + cause.getMessage()));
    }
}
