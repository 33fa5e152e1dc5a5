package textmill.cli.demo;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import textmill.cli.demo.DemoOptions.Models;
import textmill.cli.model.ModelNames;
import textmill.cli.topics.RecordValues;
import textmill.cli.topics.TopicNames;
import textmill.runtime.engine.InferenceEngine;
import textmill.runtime.engine.start.EngineLoader;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.task.Task;
import textmill.runtime.task.TaskSpec;
import textmill.runtime.task.TaskType;
import textmill.runtime.task.classification.ClassificationType;
import textmill.runtime.task.embedding.EmbeddingType;
import textmill.runtime.task.replacedtokens.ReplacedTokensType;
import textmill.schema.registry.SchemaRegistry;
import textmill.schema.serde.TextmillAvroSerializer;
import textmill.schema.text.TextExtractor;
import textmill.topology.TextmillApp;
import textmill.topology.config.AnomalyPlan;
import textmill.topology.config.InputKeys;
import textmill.topology.config.OperationKeys;
import textmill.topology.config.TextmillConfig;
import textmill.topology.console.Console;

/**
 * Everything that runs behind the demo: broker, schema registry, engine, topology. Started in this order, closed in the
 * opposite one.
 */
final class Services implements AutoCloseable {
    private static final int PARTITIONS = 4;

    private final Backbone backbone;
    private final Map<String, String> settings;
    private final YieldingPort endpoint =
            new YieldingPort(OperationKeys.HTTP_PORT.defaultValue().orElseThrow());
    private final InferenceEngine engine;
    private final TopicNames topics;
    private final TextmillApp app;
    private final TextmillAvroSerializer serializer;
    private final RecordValues values;
    private final TextExtractor texts;
    private final StateDirectory state;

    private Services(Backbone backbone, InferenceEngine engine, Map<String, String> settings, StateDirectory state) {
        this.settings = Map.copyOf(settings);
        TextmillConfig config = at(endpoint.usual());
        this.backbone = backbone;
        this.state = state;
        this.engine = engine;
        this.topics = TopicNames.of(config.pipelines().get(0));
        List<String> all = new ArrayList<>(topics.all());
        config.pipelines().get(0).anomalies().map(AnomalyPlan::topics).ifPresent(judging -> all.addAll(judging.all()));
        backbone.broker().createTopics(PARTITIONS, Map.of(), all.toArray(String[]::new));
        Map<String, Object> serde = Map.of("schema.registry.url", backbone.registryUrl());
        SchemaRegistry registry = SchemaRegistry.connect(serde);
        this.serializer = new TextmillAvroSerializer(registry);
        serializer.configure(serde, false);
        this.values = RecordValues.of(registry, serde);
        this.texts = TextExtractor.avro(config.pipelines().get(0).get(InputKeys.TEXT_FIELD), registry);
        this.app = endpoint.start(port -> TextmillApp.start(at(port), engine));
    }

    /** Starts everything; the models load while the broker starts and whatever needs no models. */
    static Services start(DemoOptions options, Consumer<String> progress) {
        CompletableFuture<InferenceEngine> loading = CompletableFuture.supplyAsync(() -> openEngine(options.models()));
        InferenceEngine engine = new ComingEngine(loading);
        // Said when it is so, by whoever loads them.
        CompletableFuture<Void> said = loading.thenAccept(loaded -> progress.accept(models(loaded)));
        Backbone backbone = null;
        StateDirectory state = null;
        try {
            backbone = Backbone.start(options.places());
            String elsewhere = backbone.connectionOptions();
            progress.accept("Kafka at " + backbone.bootstrapServers() + ", schema registry at " + backbone.registryUrl()
                    + (elsewhere.isEmpty() ? "" : " (not the usual ports: produce and tail need" + elsewhere + ")"));
            state = StateDirectory.create();
            Services services =
                    new Services(backbone, engine, settings(backbone, options.models(), state.path()), state);
            said.join();
            return services;
        } catch (RuntimeException e) {
            release(engine, backbone, state);
            throw e;
        }
    }

    private static String models(InferenceEngine engine) {
        return "models on " + engine.statistics().device() + ": "
                + engine.tasks().stream().map(Task::model).collect(Collectors.joining(", "));
    }

    private static void release(InferenceEngine engine, @Nullable Backbone backbone, @Nullable StateDirectory state) {
        engine.close();
        if (backbone != null) {
            backbone.close();
        }
        if (state != null) {
            state.close();
        }
    }

    private static InferenceEngine openEngine(Models models) {
        return EngineLoader.open(
                models.engine(),
                List.of(
                        task("embeddings", models.embedding(), EmbeddingType.INSTANCE),
                        task("classifications", models.classification(), ClassificationType.INSTANCE),
                        task("replaced-tokens", models.replacedTokens(), ReplacedTokensType.INSTANCE)));
    }

    private static TaskSpec task(String name, String model, TaskType kind) {
        return TaskSpec.of(name, ModelSpec.read(ModelNames.resolve(model)), kind);
    }

    private static Map<String, String> settings(Backbone backbone, Models models, Path state) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("bootstrap.servers", backbone.bootstrapServers());
        settings.put("schema.registry.url", backbone.registryUrl());
        settings.put("application.id", "textmill-demo");
        settings.put("task.embeddings.model", models.embedding());
        settings.put("task.classifications.model", models.classification());
        settings.put("task.replaced-tokens.model", models.replacedTokens());
        settings.put("anomaly.topic", "texts.anomalies");
        settings.put("anomaly.alarm.topic", "texts.alarms");
        settings.put("anomaly.feedback.topic", "texts.feedback");
        settings.put("anomaly.drift.topic", "texts.drift");
        settings.put("anomaly.alarm.rate", "1/100");
        settings.put("anomaly.warm.up.texts", "200");
        settings.put("kafka.state.dir", state.toString());
        // The brokers make their own topics at the first question, while the start waits to ask it again.
        settings.put("kafka.admin.retry.backoff.ms", "20");
        settings.put("console.texts", "full");
        return settings;
    }

    /** What Textmill is started with, but for the port of its endpoint. */
    private TextmillConfig at(int port) {
        Map<String, String> all = new TreeMap<>(settings);
        all.put("http.port", String.valueOf(port));
        return TextmillConfig.parse(all);
    }

    /** Where the stream can be seen in a browser. */
    URI console() {
        return app.endpoint().resolve(Console.PATH);
    }

    /** The usual port, if somebody else listens there. */
    OptionalInt takenPort() {
        return endpoint.taken();
    }

    Backbone backbone() {
        return backbone;
    }

    InferenceEngine engine() {
        return engine;
    }

    TopicNames topics() {
        return topics;
    }

    /** What Textmill was started with. */
    Map<String, String> settings() {
        return settings;
    }

    TextmillApp app() {
        return app;
    }

    /** Writes texts. */
    TextmillAvroSerializer serializer() {
        return serializer;
    }

    /** Reads results. */
    RecordValues values() {
        return values;
    }

    /** Finds texts in input records of any schema. */
    TextExtractor texts() {
        return texts;
    }

    @Override
    public void close() {
        app.close();
        serializer.close();
        texts.close();
        engine.close();
        backbone.close();
        state.close();
    }
}
