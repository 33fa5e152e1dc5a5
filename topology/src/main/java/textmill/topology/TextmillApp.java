package textmill.topology;

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import textmill.runtime.engine.EngineStatistics;
import textmill.runtime.engine.InferenceEngine;
import textmill.schema.registry.SchemaRegistry;
import textmill.topology.config.DeliveryKeys;
import textmill.topology.config.DeliveryKeys.ProgressAction;
import textmill.topology.config.OperationKeys;
import textmill.topology.config.TextmillConfig;
import textmill.topology.decode.RegistryCondition;
import textmill.topology.delivery.Counters;
import textmill.topology.delivery.Delivery;
import textmill.topology.health.HealthSettings;
import textmill.topology.health.StuckException;
import textmill.topology.health.Watchdog;
import textmill.topology.http.Condition;
import textmill.topology.http.OperatorEndpoint;
import textmill.topology.metrics.TextmillMetrics;
import textmill.topology.result.ResultSerializer;

/** A running Textmill: Kafka Streams, an engine, metrics and health. Thread-safe. */
public final class TextmillApp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TextmillApp.class);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(30);
    private static final Duration CLOSE_SLICE = Duration.ofSeconds(2);

    private final TextmillConfig config;
    private final InferenceEngine engine;
    private final boolean ownsEngine;
    private final ThreadDeaths deaths;
    private final RegistryCondition registryCondition = new RegistryCondition();
    private final TextmillMetrics metrics = new TextmillMetrics();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicReference<@Nullable String> stuck = new AtomicReference<>();
    private volatile @Nullable Running running;

    private TextmillApp(TextmillConfig config, InferenceEngine engine, boolean ownsEngine) {
        this.config = config;
        this.engine = engine;
        this.ownsEngine = ownsEngine;
        this.deaths = new ThreadDeaths(
                config.get(DeliveryKeys.THREAD_RESTARTS), Clock.systemUTC(), this::isExcused, Duration.ofMillis(500));
    }

    /**
     * Loads the configured models and starts. The engine is closed with the application.
     *
     * @param models finds the directories of models
     * @throws textmill.topology.config.ConfigException if a model cannot be used, or as below; nothing is left running
     */
    public static TextmillApp start(TextmillConfig config, ModelResolver models) {
        InferenceEngine engine = Engines.open(config, models);
        boolean started = false;
        try {
            new WorstBatch(config, engine).check();
            TextmillApp app = start(config, engine, true);
            started = true;
            return app;
        } finally {
            if (!started) {
                engine.close();
            }
        }
    }

    /**
     * Starts with an engine of the caller's, which is not closed with the application.
     *
     * @throws textmill.topology.config.ConfigException if brokers, topics, schemas or the HTTP port cannot be used;
     *     nothing is left running
     */
    public static TextmillApp start(TextmillConfig config, InferenceEngine engine) {
        return start(config, engine, false);
    }

    private static TextmillApp start(TextmillConfig config, InferenceEngine engine, boolean ownsEngine) {
        TextmillApp app = new TextmillApp(config, engine, ownsEngine);
        boolean started = false;
        try {
            app.start();
            started = true;
            return app;
        } finally {
            if (!started) {
                app.close();
            }
        }
    }

    private void start() {
        StartUp startUp = new StartUp(config);
        TextmillTopology topology = new TextmillTopology(config, registryCondition, startUp.topics());
        SchemaRegistry registry = topology.registry();
        ResultSerializer serializer = topology.serializer(registry);
        startUp.schemas(serializer, engine.tasks());
        Delivery delivery = topology.deliver(engine, registry, serializer);
        Vitals vitals = new Vitals(engine, registryCondition, this::giveUp);
        Watchdog watchdog = new Watchdog(HealthSettings.of(config, startUp.names()), vitals);
        KafkaStreams streams =
                new KafkaStreams(topology.build(delivery), config.kafka(), delivery.clients(watchdog::watch));
        vitals.of(streams);
        running = new Running(streams, delivery, serializer, watchdog, null);
        streams.setUncaughtExceptionHandler(deaths);
        streams.setStateListener((now, before) -> {
            if (now == KafkaStreams.State.ERROR || now == KafkaStreams.State.NOT_RUNNING) {
                ended.countDown();
            }
        });
        metrics.add(delivery.counters()).add(engine).add(streams);
        OperatorEndpoint endpoint = OperatorEndpoint.start(
                new InetSocketAddress(config.get(OperationKeys.HTTP_HOST), config.get(OperationKeys.HTTP_PORT)),
                new OperatorEndpoint.Pages(metrics::scrape, this::live, this::ready));
        running = new Running(streams, delivery, serializer, watchdog, endpoint);
        watchdog.start();
        streams.start();
        LOG.info(
                "Textmill reads {} on {}; metrics and health at {}",
                String.join(", ", config.pipelines().get(0).inputTopics()),
                engine.statistics().device(),
                endpoint.address());
    }

    /** Keeps what it is stuck for; whoever waits for the end sees it, and closes. */
    private void giveUp(String reason) {
        stuck.set(reason);
        LOG.error("Stuck, and progress.action = end: {}", reason);
        ended.countDown();
    }

    /** Brokers that are away end nothing; what somebody has to mend ends nothing if the application is to wait for it. */
    private boolean isExcused() {
        Running now = running;
        return now != null
                && (!now.watchdog.brokersAnswer()
                        || (config.get(DeliveryKeys.PROGRESS_ACTION) == ProgressAction.WAIT
                                && now.watchdog.isHindered()));
    }

    /** Down if the process should be restarted. */
    public Condition live() {
        KafkaStreams.State state = running().streams.state();
        boolean dead = state == KafkaStreams.State.ERROR || state == KafkaStreams.State.NOT_RUNNING;
        List<String> reasons = new ArrayList<>(running().watchdog.notLive());
        if (dead) {
            reasons.add("Kafka Streams is " + state);
        }
        return new Condition(reasons);
    }

    /** Down while texts cannot flow. */
    public Condition ready() {
        List<String> reasons = new ArrayList<>();
        KafkaStreams.State state = running().streams.state();
        if (state != KafkaStreams.State.RUNNING) {
            reasons.add("Kafka Streams is " + state);
        }
        reasons.addAll(running().watchdog.notReady());
        deaths.pausing().ifPresent(reasons::add);
        registryCondition.trouble().ifPresent(reasons::add);
        List<String> devices = engine.placements().stream()
                .map(model -> model.model() + " on " + model.device() + ": " + model.placement())
                .toList();
        return new Condition(reasons, devices);
    }

    /** How records ended so far. */
    public Counters counters() {
        return running().delivery.counters();
    }

    /** What the engine did so far. */
    public EngineStatistics statistics() {
        return engine.statistics();
    }

    /** All metrics, for meters of one's own. */
    public TextmillMetrics metrics() {
        return metrics;
    }

    /** Where metrics and health are answered. */
    public URI endpoint() {
        OperatorEndpoint endpoint = running().endpoint;
        if (endpoint == null) {
            throw new IllegalStateException("not started");
        }
        return endpoint.address();
    }

    /** Waits until the application has ended, by itself or by {@link #close}; false if the time is over first. */
    public boolean awaitEnd(Duration longest) throws InterruptedException {
        return ended.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What the application died of, if it did. */
    public Optional<Throwable> failure() {
        String reason = stuck.get();
        if (reason != null) {
            return Optional.of(new StuckException(reason));
        }
        boolean failed = running != null && running().streams.state() == KafkaStreams.State.ERROR;
        return failed ? Optional.ofNullable(deaths.last()) : Optional.empty();
    }

    /**
     * Drains, commits, leaves the group, then closes the engine if it is the application's own. Takes
     * {@code stop.timeout.ms} and what the brokers take to answer; a few seconds more if they don't answer.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        deaths.stop();
        Running last = running;
        if (last != null) {
            boolean drained = last.delivery.drain(config.get(DeliveryKeys.STOP_TIMEOUT));
            if (!drained) {
                LOG.info("stop.timeout.ms is over; unfinished texts are left to the next owner of their partition");
            }
            close(last.streams, last.watchdog);
            last.watchdog.close();
            if (last.endpoint != null) {
                last.endpoint.close();
            }
            last.delivery.close();
            last.serializer.close();
        }
        if (ownsEngine) {
            engine.close();
        }
        metrics.close();
        ended.countDown();
    }

    /** Waits in slices, and no longer than one if there is nothing to wait for: a stuck commit or absent brokers. */
    private void close(KafkaStreams streams, Watchdog watchdog) {
        long deadline = System.nanoTime() + CLOSE_LIMIT.toNanos();
        boolean ends = closed(streams);
        while (!ends && stuck.get() == null && watchdog.brokersAnswer() && System.nanoTime() < deadline) {
            ends = closed(streams);
        }
        if (!ends) {
            LOG.warn("Kafka Streams waits for brokers: what is not committed is left to the next owner");
            watchdog.abandon();
            ends = closed(streams);
        }
        if (!ends) {
            LOG.warn("Threads of Kafka Streams are left to the end of this process");
        }
    }

    private static boolean closed(KafkaStreams streams) {
        return streams.close(CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                .withTimeout(CLOSE_SLICE));
    }

    private Running running() {
        Running now = running;
        if (now == null) {
            throw new IllegalStateException("not started");
        }
        return now;
    }

    private record Running(
            KafkaStreams streams,
            Delivery delivery,
            ResultSerializer serializer,
            Watchdog watchdog,
            @Nullable OperatorEndpoint endpoint) {}
}
