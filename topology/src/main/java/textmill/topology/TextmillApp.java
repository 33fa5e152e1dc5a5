package textmill.topology;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import textmill.runtime.engine.EngineStatistics;
import textmill.runtime.engine.InferenceEngine;
import textmill.runtime.engine.ModelPlacement;
import textmill.schema.registry.RegistryTraffic;
import textmill.schema.registry.SchemaRegistry;
import textmill.topology.config.DeliveryKeys;
import textmill.topology.config.TextmillConfig;
import textmill.topology.console.Console;
import textmill.topology.decode.RegistryCondition;
import textmill.topology.delivery.Counters;
import textmill.topology.delivery.Delivery;
import textmill.topology.health.HealthSettings;
import textmill.topology.http.Condition;
import textmill.topology.http.EndpointSettings;
import textmill.topology.http.OperatorEndpoint;
import textmill.topology.http.OperatorPages;
import textmill.topology.http.Page;
import textmill.topology.metrics.TextmillMetrics;
import textmill.topology.result.ResultSerializer;
import textmill.topology.topics.KnownTopics;
import textmill.topology.topics.TopicFacts;

/** A running Textmill: one or several Kafka Streams applications, one engine, metrics and health. Thread-safe. */
public final class TextmillApp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TextmillApp.class);

    private final TextmillConfig config;
    private final InferenceEngine engine;
    private final boolean ownsEngine;
    private final RegistryCondition registryCondition = new RegistryCondition();
    private final Telemetry telemetry;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable Running running;
    private volatile @Nullable FreshLimits limits;
    private Optional<Console> console = Optional.empty();

    private TextmillApp(TextmillConfig config, InferenceEngine engine, boolean ownsEngine) {
        this.config = config;
        this.engine = engine;
        this.ownsEngine = ownsEngine;
        this.telemetry = Telemetry.of(config);
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
            if (!engine.tasks().isEmpty()) {
                new WorstBatch(config, engine).check();
            }
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
        EndpointSettings http = EndpointSettings.of(config);
        http.warnings().forEach(LOG::warn);
        StartUp startUp = new StartUp(config);
        Map<String, TopicFacts> facts = startUp.topics();
        KnownTopics topics = TextmillTopology.known(config, facts);
        FreshLimits fresh = new FreshLimits(config, topics, engine.tasks());
        limits = fresh;
        TextmillTopology topology = new TextmillTopology(config, registryCondition, topics, telemetry.tracing());
        TextmillMetrics metrics = telemetry.metrics();
        RegistryTraffic traffic = new RegistryTraffic();
        SchemaRegistry registry = topology.registry(traffic);
        ResultSerializer serializer = topology.serializer(registry);
        startUp.schemas(serializer, engine.tasks());
        List<Application> applications = new ArrayList<>();
        Application.Surroundings surroundings =
                new Application.Surroundings(engine, registryCondition, fresh, ended::countDown);
        config.applications().forEach((id, pipelines) -> {
            Delivery delivery = topology.deliver(engine, id, registry, serializer);
            HealthSettings health = HealthSettings.of(config, id, StartUp.names(pipelines));
            Application application = new Application(config, health, delivery, surroundings);
            applications.add(application);
            running = new Running(new Applications(applications), serializer, null);
            metrics.add(delivery, topic -> topics.of(topic).appendTime())
                    .add(application.watchdog())
                    .add(application.streams());
            pipelines.stream()
                    .filter(pipeline -> pipeline.anomalies().isPresent())
                    .forEach(pipeline -> metrics.add(pipeline.name(), topology.judging(pipeline)));
        });
        telemetry.add(engine);
        metrics.add(traffic)
                .addVersions(StartLine.version(), StartLine.kafka())
                .addHealth(() -> ready().isUp(), () -> live().isUp());
        console = Consoles.open(config, engine, applications);
        OperatorEndpoint endpoint = OperatorEndpoint.start(http, pages(metrics));
        running = new Running(new Applications(applications), serializer, endpoint);
        applications.forEach(Application::watch);
        applications.forEach(application -> startUp.warn(
                facts, Objects.requireNonNull(config.applications().get(application.id())), application::oldestUnread));
        applications.forEach(Application::start);
        config.pipelines().forEach(pipeline -> LOG.info("{}", PipelineLine.of(pipeline)));
        LOG.info(
                "Textmill runs on {}; metrics and health at {}{}",
                engine.statistics().device(),
                endpoint.address(),
                console.isPresent() ? ", console at " + endpoint.address().resolve(Console.PATH) : "");
    }

    /** Everything that the endpoint answers, by path. */
    private Map<String, Page> pages(TextmillMetrics metrics) {
        Map<String, Page> pages = new HashMap<>(
                new OperatorPages(metrics::scrape, () -> InfoPage.of(config, engine), this::live, this::ready)
                        .byPath());
        console.ifPresent(open -> pages.putAll(open.pages()));
        return pages;
    }

    /** Down if the process should be restarted. */
    public Condition live() {
        return new Condition(running().applications.reasons(Application::notLive));
    }

    /** Down while texts cannot flow. */
    public Condition ready() {
        List<String> reasons = new ArrayList<>(running().applications.reasons(Application::notReady));
        registryCondition.trouble().ifPresent(reasons::add);
        List<String> devices =
                engine.placements().stream().map(ModelPlacement::text).toList();
        return new Condition(reasons, devices);
    }

    /**
     * How the records of the only pipeline ended so far.
     *
     * @throws IllegalStateException if there are several
     */
    public Counters counters() {
        if (config.pipelines().size() != 1) {
            throw new IllegalStateException("there are several pipelines: ask for one by its name");
        }
        return counters(config.pipelines().get(0).name());
    }

    /**
     * How the records of a pipeline ended so far.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public Counters counters(String pipeline) {
        return running()
                .applications
                .counters(pipeline)
                .orElseThrow(() -> new IllegalArgumentException("no pipeline is called " + pipeline));
    }

    /** What the engine did so far. */
    public EngineStatistics statistics() {
        return engine.statistics();
    }

    /** All metrics, for meters of one's own. */
    public TextmillMetrics metrics() {
        return telemetry.metrics();
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
        Running now = running;
        return now == null ? Optional.empty() : now.applications.failure();
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
        Running last = running;
        if (last != null) {
            last.applications.stop();
            console.ifPresent(Console::close);
            last.applications.close(config.get(DeliveryKeys.STOP_TIMEOUT));
            if (last.endpoint != null) {
                last.endpoint.close();
            }
            last.serializer.close();
        }
        FreshLimits open = limits;
        if (open != null) {
            open.close();
        }
        if (ownsEngine) {
            engine.close();
        }
        telemetry.close();
        ended.countDown();
    }

    private Running running() {
        Running now = running;
        if (now == null) {
            throw new IllegalStateException("not started");
        }
        return now;
    }

    private record Running(
            Applications applications,
            ResultSerializer serializer,
            @Nullable OperatorEndpoint endpoint) {}
}
