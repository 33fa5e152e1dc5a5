package textmill.cli.run;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import textmill.cli.config.ConfigSource;
import textmill.cli.console.CliException;
import textmill.cli.console.ExitCode;
import textmill.cli.console.LogConfigurator;
import textmill.cli.console.LogConfigurator.Detail;
import textmill.cli.console.StopSignal;
import textmill.topology.TextmillApp;
import textmill.topology.config.OperationKeys;
import textmill.topology.config.TextmillConfig;
import textmill.topology.health.StuckException;

/** An application from its start to the signal. Apart from the command, whose help needs no log. */
final class Service {
    private static final Logger LOG = LoggerFactory.getLogger(Service.class);
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final ConfigSource source;
    private final StopSignal stop;

    /** @param stop not yet installed */
    Service(ConfigSource source, StopSignal stop) {
        this.source = source;
        this.stop = stop;
    }

    /**
     * Runs until somebody asks it to stop.
     *
     * @return the exit code
     * @throws CliException if it ends by itself
     */
    int run() throws IOException, InterruptedException {
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
