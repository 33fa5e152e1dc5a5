package textmill.cli.demo;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import textmill.cli.console.CliException;
import textmill.cli.console.ExitCode;
import textmill.cli.console.StopSignal;
import textmill.cli.console.Terminal;
import textmill.cli.demo.Feed.FullSpeed;
import textmill.cli.topics.TopicReader;
import textmill.cli.topics.TopicReader.From;
import textmill.runtime.engine.EngineStatistics;

/** One run of the demo: starts the services, streams, shows, sums up, tidies up. */
final class Demo {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration READY_POLL = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final long PROGRESS_NANOS = Duration.ofSeconds(5).toNanos();

    private final DemoOptions options;
    private final Terminal terminal;
    private final StopSignal stop;
    /** Of the JVM: the process is older, it was the launcher, which may have built something. */
    private final long jvmStart = ManagementFactory.getRuntimeMXBean().getStartTime();

    Demo(DemoOptions options, Terminal terminal, StopSignal stop) {
        this.options = options;
        this.terminal = terminal;
        this.stop = stop;
    }

    int run(TextSource source) throws IOException {
        progress("starting Kafka, a schema registry and the models");
        try (Services services = Services.start(options, this::progress);
                TopicReader reader = TopicReader.open(
                        Map.of("bootstrap.servers", services.backbone().bootstrapServers()),
                        services.topics().all(),
                        From.END);
                Feed feed = new Feed(
                        services.backbone().bootstrapServers(),
                        services.topics().input(),
                        services.serializer(),
                        source)) {
            progress("to look at it in a browser: " + services.console()
                    + (services.takenPort().isEmpty()
                            ? ""
                            : " (another program has port "
                                    + services.takenPort().getAsInt() + ")"));
            LiveResults results = new LiveResults(
                    terminal,
                    !options.json(),
                    new ResultJoin(
                            services.topics(),
                            services.values(),
                            services.texts(),
                            options.json() ? terminal::note : terminal::print),
                    () -> progress("first result"));
            feed.prepare();
            awaitReady(services, reader, results);
            sumUp(stream(services, reader, feed, results), services, results);
            if (!options.exit()) {
                stayUp(services, reader, results);
            }
        }
        return ExitCode.OK;
    }

    /** Streams the feed until its last result; says what that came to. */
    private DemoSummary stream(Services services, TopicReader reader, Feed feed, LiveResults results) {
        long start = System.nanoTime();
        long lastResult = start;
        long lastProgress = start;
        feed.start();
        EngineStatistics engine = null;
        while (goOn() && !(feed.ended() && results.ofFeed() >= feed.sent())) {
            for (var record : reader.poll(POLL)) {
                if (results.accept(record)) {
                    feed.finishedOne();
                    lastResult = System.nanoTime();
                }
            }
            if (options.json() && System.nanoTime() - lastProgress > PROGRESS_NANOS) {
                lastProgress = System.nanoTime();
                progress(results.ofFeed() + " of " + feed.sent() + " texts so far have their results");
            }
            checkHealth(services, feed, lastResult);
            if (engine == null && feed.fullSpeed() != null) {
                engine = services.engine().statistics();
            }
        }
        FullSpeed measured = feed.fullSpeed();
        FullSpeed fullSpeed = measured == null ? new FullSpeed(results.ofFeed(), (lastResult - start) / 1e9) : measured;
        return new DemoSummary(
                results.counts(feed.sent()),
                fullSpeed,
                results.latencies(FeedOrigin.FULL_SPEED).percentiles(),
                measured == null
                        ? null
                        : results.latencies(FeedOrigin.OPEN_LOAD).percentiles(),
                engine == null ? services.engine().statistics() : engine);
    }

    /** Reads meanwhile, so that the reader is through with its first answers when the first result comes. */
    private void awaitReady(Services services, TopicReader reader, LiveResults results) {
        long start = System.nanoTime();
        while (goOn() && !services.app().ready().isUp()) {
            reader.poll(READY_POLL).forEach(results::accept);
            checkAlive(services, start);
        }
        progress("Textmill runs; streaming");
    }

    private boolean goOn() {
        return !stop.stopping() && !terminal.outputClosed();
    }

    private static void checkHealth(Services services, Feed feed, long lastResult) {
        Exception failure = feed.failure();
        if (failure instanceof RuntimeException known) {
            throw known;
        } else if (failure != null) {
            throw CliException.usage("the input broke off: " + failure.getMessage(), failure);
        }
        checkAlive(services, lastResult);
    }

    private static void checkAlive(Services services, long lastSign) {
        services.app().failure().ifPresent(cause -> {
            throw new IllegalStateException("the topology stopped: " + cause.getMessage(), cause);
        });
        if (System.nanoTime() - lastSign > PATIENCE.toNanos()) {
            throw CliException.fault("nothing has come out for " + PATIENCE.toSeconds() + " s; readiness: "
                    + services.app().ready().reasons());
        }
    }

    private void sumUp(DemoSummary summary, Services services, LiveResults results) {
        if (options.json()) {
            terminal.print(summary.json());
            return;
        }
        terminal.print("");
        results.highlights().lines(terminal.style(), terminal.width()).forEach(terminal::print);
        terminal.print("");
        SummaryLines.of(summary, services.engine().tasks(), terminal.style()).forEach(terminal::print);
    }

    private void stayUp(Services services, TopicReader reader, LiveResults results) {
        String options = services.backbone().connectionOptions();
        terminal.note("");
        terminal.note("Everything stays up until Ctrl-C. From another terminal, send a text of your own and read the"
                + " results:");
        terminal.note("  ./textmill produce" + options + " \"which shots do i need before a trip to canada\"");
        terminal.note("  ./textmill tail" + options);
        terminal.note("How unusual each text was among those before it:");
        terminal.note("  ./textmill tail" + options + " --from-beginning texts.anomalies");
        terminal.note("In a browser: " + services.console());
        terminal.note("Metrics and health: " + services.app().endpoint());
        while (goOn()) {
            reader.poll(POLL).forEach(results::accept);
            services.app().failure().ifPresent(cause -> {
                throw new IllegalStateException("the topology stopped: " + cause.getMessage(), cause);
            });
        }
        progress("stopping");
    }

    private void progress(String what) {
        double seconds = (System.currentTimeMillis() - jvmStart) / 1e3;
        terminal.note(terminal.style().dim(String.format(Locale.ROOT, "%5.1f s  %s", seconds, what)));
    }
}
