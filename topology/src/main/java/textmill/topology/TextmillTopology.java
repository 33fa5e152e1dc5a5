package textmill.topology;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.streams.Topology;
import textmill.runtime.engine.InferenceEngine;
import textmill.schema.registry.RegistryTraffic;
import textmill.schema.registry.SchemaRegistry;
import textmill.schema.serde.TextmillAvroSerde;
import textmill.topology.config.ConfigException;
import textmill.topology.config.PipelineConfig;
import textmill.topology.config.PromptPlace;
import textmill.topology.config.RegistryKeys;
import textmill.topology.config.TextmillConfig;
import textmill.topology.decode.InputFormat;
import textmill.topology.decode.RegistryCondition;
import textmill.topology.delivery.Delivery;
import textmill.topology.delivery.DeliverySettings;
import textmill.topology.delivery.PipelineSetup;
import textmill.topology.judging.Judging;
import textmill.topology.judging.JudgingCounters;
import textmill.topology.result.ResultSerializer;
import textmill.topology.topics.KnownTopics;
import textmill.topology.topics.TopicFacts;
import textmill.topology.tracing.Tracing;

/**
 * The topologies of a configuration: for every pipeline one source, one processor, a sink for every task and one for dead
 * letters. Every node has a name, with that of its pipeline before it.
 */
public final class TextmillTopology {
    private final TextmillConfig config;
    private final RegistryCondition condition;
    private final KnownTopics topics;
    private final Map<String, JudgingCounters> judging = new ConcurrentHashMap<>();
    private final Tracing tracing;

    /**
     * Prepares topologies for a configuration.
     *
     * @param config checked
     * @param condition told whether the schema registry answers
     * @param topics what is known of the topics; may be empty, then sizes are checked against the producer's limit only
     */
    public TextmillTopology(TextmillConfig config, RegistryCondition condition, Map<String, TopicFacts> topics) {
        this(config, condition, known(config, topics), Tracing.OFF);
    }

    TextmillTopology(TextmillConfig config, RegistryCondition condition, KnownTopics topics, Tracing tracing) {
        this.config = config;
        this.condition = condition;
        this.topics = topics;
        this.tracing = tracing;
    }

    /** What was read of topics, to be read again. */
    static KnownTopics known(TextmillConfig config, Map<String, TopicFacts> topics) {
        return new KnownTopics(topics, TopicFacts.unknown(config.maxRequestBytes()));
    }

    /**
     * For an application of one's own: asks the brokers about the topics.
     *
     * @throws ConfigException if a topic is missing or the brokers do not answer
     */
    public static TextmillTopology of(TextmillConfig config) {
        return new TextmillTopology(config, new RegistryCondition(), new StartUp(config).topics());
    }

    /**
     * Ties the pipelines of the only application to an engine. The engine is not closed with the delivery.
     *
     * @throws ConfigException if pipelines have applications of their own: then each needs a delivery of its own
     */
    public Delivery deliver(InferenceEngine engine) {
        if (config.applications().size() > 1) {
            throw new ConfigException(List.of("application.id: expected one for all pipelines, found "
                    + String.join(", ", config.applications().keySet()) + "."));
        }
        return deliver(engine, config.pipelines().get(0).applicationId());
    }

    /**
     * Ties the pipelines of an application to an engine. The engine is not closed with the delivery.
     *
     * @param applicationId one of {@link TextmillConfig#applications()}
     */
    public Delivery deliver(InferenceEngine engine, String applicationId) {
        SchemaRegistry registry = registry(new RegistryTraffic());
        return deliver(engine, applicationId, registry, serializer(registry));
    }

    /**
     * The same for a look at what would be written: results are serialised by Textmill's own serde, whichever is configured.
     *
     * @param registry which schemas are asked of and registered with: one that does not register them
     */
    public Delivery rehearse(InferenceEngine engine, String applicationId, SchemaRegistry registry) {
        return deliver(
                engine,
                applicationId,
                registry,
                refusingNicely(() -> ResultSerializer.of(TextmillAvroSerde.class.getName(), config.serde(), registry)));
    }

    Delivery deliver(
            InferenceEngine engine, String applicationId, SchemaRegistry registry, ResultSerializer serializer) {
        Map<PipelineConfig, List<BoundTask>> tasks = BoundTask.bind(config.pipelines(), engine.tasks());
        List<PipelineConfig> pipelines = Objects.requireNonNull(
                config.applications().get(applicationId), () -> "no pipeline has application.id = " + applicationId);
        List<PipelineSetup> setups = pipelines.stream()
                .map(pipeline -> setup(
                        pipeline,
                        format(pipeline, tasks.getOrDefault(pipeline, List.of()), registry),
                        new OutletPlan(
                                pipeline,
                                tasks.getOrDefault(pipeline, List.of()),
                                new Judging.Surroundings(topics, serializer, judging(pipeline)))))
                .toList();
        return new Delivery(engine, setups, condition, Clock.systemUTC());
    }

    /** How a pipeline's texts are judged; zeros if they are not. */
    JudgingCounters judging(PipelineConfig pipeline) {
        return judging.computeIfAbsent(pipeline.name(), unused -> new JudgingCounters());
    }

    private InputFormat format(PipelineConfig pipeline, List<BoundTask> tasks, SchemaRegistry registry) {
        String pairField = PairField.of(pipeline, tasks).orElse(null);
        Map<String, PromptPlace> prompts = new HashMap<>();
        tasks.forEach(task -> task.settings()
                .promptPlace()
                .ifPresent(place -> prompts.put(task.task().name(), place)));
        InputFormat.Wanted wanted = new InputFormat.Wanted(pipeline, pairField, prompts);
        return refusingNicely(() -> InputFormat.of(config, wanted, registry, condition));
    }

    private PipelineSetup setup(PipelineConfig pipeline, InputFormat format, OutletPlan plan) {
        return new PipelineSetup(
                pipeline.name(),
                pipeline.inputTopics().stream().collect(Collectors.toMap(topic -> topic, topic -> topics.of(topic)
                        .partitions())),
                format,
                plan.outlets(format),
                DeliverySettings.of(config, pipeline),
                tracing);
    }

    SchemaRegistry registry(RegistryTraffic traffic) {
        return refusingNicely(() -> SchemaRegistry.connect(config.serde(), traffic));
    }

    ResultSerializer serializer(SchemaRegistry registry) {
        return refusingNicely(
                () -> ResultSerializer.of(config.get(RegistryKeys.VALUE_SERDE), config.serde(), registry));
    }

    /** The serdes report wrong settings in Kafka's way. */
    private static <T> T refusingNicely(Supplier<T> made) {
        try {
            return made.get();
        } catch (org.apache.kafka.common.config.ConfigException e) {
            throw new ConfigException(List.of(String.valueOf(e.getMessage())));
        }
    }

    /** The topology of a delivery alone. */
    public static Topology build(Delivery delivery) {
        return delivery.addTo(new Topology());
    }
}
