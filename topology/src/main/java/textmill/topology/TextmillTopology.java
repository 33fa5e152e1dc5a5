package textmill.topology;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import textmill.runtime.engine.InferenceEngine;
import textmill.schema.registry.SchemaRegistry;
import textmill.topology.config.ConfigException;
import textmill.topology.config.DeadLetterKeys;
import textmill.topology.config.PipelineConfig;
import textmill.topology.config.RegistryKeys;
import textmill.topology.config.TextmillConfig;
import textmill.topology.deadletter.DeadLetters;
import textmill.topology.decode.InputFormat;
import textmill.topology.decode.RegistryCondition;
import textmill.topology.delivery.Delivery;
import textmill.topology.delivery.DeliverySettings;
import textmill.topology.delivery.NoTimestamp;
import textmill.topology.delivery.Outlet;
import textmill.topology.delivery.Outlets;
import textmill.topology.result.ResultSerializer;
import textmill.topology.result.ResultSource;
import textmill.topology.result.ResultType;
import textmill.topology.topics.TopicFacts;

/** The topology: one source, one processor, a sink for every task and one for dead letters. Every node has a name. */
public final class TextmillTopology {
    /** Name of the source node. */
    public static final String SOURCE = "texts";

    private final TextmillConfig config;
    private final PipelineConfig pipeline;
    private final RegistryCondition condition;
    private final Map<String, TopicFacts> topics;

    /**
     * Prepares topologies for a configuration.
     *
     * @param config checked
     * @param condition told whether the schema registry answers
     * @param topics what is known of the topics; may be empty, then sizes are checked against the producer's limit only
     */
    public TextmillTopology(TextmillConfig config, RegistryCondition condition, Map<String, TopicFacts> topics) {
        if (config.pipelines().size() > 1) {
            throw new ConfigException(List.of("Several pipelines in one process are not there yet: configure one."));
        }
        this.config = config;
        this.pipeline = config.pipelines().get(0);
        this.condition = condition;
        this.topics = Map.copyOf(topics);
    }

    /**
     * For an application of one's own: asks the brokers about the topics.
     *
     * @throws ConfigException if a topic is missing or the brokers do not answer
     */
    public static TextmillTopology of(TextmillConfig config) {
        return new TextmillTopology(config, new RegistryCondition(), new StartUp(config).topics());
    }

    /** Ties the configured input, tasks and outputs to an engine. The engine is not closed with the delivery. */
    public Delivery deliver(InferenceEngine engine) {
        SchemaRegistry registry = registry();
        return deliver(engine, registry, serializer(registry));
    }

    Delivery deliver(InferenceEngine engine, SchemaRegistry registry, ResultSerializer serializer) {
        DeadLetters deadLetters = new DeadLetters(
                facts(pipeline.deadLetterTopic()), pipeline.get(DeadLetterKeys.STACKTRACE), Clock.systemUTC());
        Outlets outlets =
                new Outlets(outlets(engine, serializer), "dead-letters", pipeline.deadLetterTopic(), deadLetters);
        Delivery.Setup setup = new Delivery.Setup(
                DeliverySettings.of(config, pipeline),
                condition,
                pipeline.inputTopics().stream().collect(Collectors.toMap(topic -> topic, topic -> facts(topic)
                        .partitions())),
                Clock.systemUTC());
        InputFormat format = refusingNicely(() -> InputFormat.of(config, pipeline, registry, condition));
        return new Delivery(engine, format, outlets, setup);
    }

    SchemaRegistry registry() {
        return refusingNicely(() -> SchemaRegistry.connect(config.serde()));
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

    /** The topology around a delivery. */
    public Topology build(Delivery delivery) {
        Topology topology = new Topology();
        topology.addSource(
                (AutoOffsetReset) null, // as the consumer is configured
                SOURCE,
                new NoTimestamp(),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                pipeline.inputTopics().toArray(String[]::new));
        return delivery.addTo(topology, SOURCE);
    }

    private List<Outlet> outlets(InferenceEngine engine, ResultSerializer serializer) {
        return BoundTask.bind(config.pipelines(), engine.tasks()).values().stream()
                .flatMap(List::stream)
                .map(task -> outlet(task, serializer))
                .toList();
    }

    private Outlet outlet(BoundTask task, ResultSerializer serializer) {
        String topic = task.settings().topic();
        ResultType.Records records = task.type().records(task.options());
        return new Outlet(
                task.task(),
                task.settings().name() + "-results",
                topic,
                facts(topic),
                (origin, headers, text, result) -> serializer.serialize(
                        topic, headers, records.of(new ResultSource(origin, task.task(), text), result)));
    }

    private TopicFacts facts(String topic) {
        return topics.getOrDefault(topic, TopicFacts.unknown(config.maxRequestBytes()));
    }
}
