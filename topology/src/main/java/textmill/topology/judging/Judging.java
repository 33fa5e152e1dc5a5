package textmill.topology.judging;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;
import textmill.topology.anomaly.AnomalySettings;
import textmill.topology.config.AnomalyPlan;
import textmill.topology.config.PipelineConfig;
import textmill.topology.delivery.Following;
import textmill.topology.delivery.Outlet;
import textmill.topology.delivery.Output;
import textmill.topology.result.AnomalyRecords;
import textmill.topology.result.AnomalyRecords.Model;
import textmill.topology.result.ResultSerializer;
import textmill.topology.topics.KnownTopics;

/** How a pipeline judges its texts: nodes, topics, store. */
public final class Judging {
    private static final String NAME = "anomalies";

    private final PipelineConfig pipeline;
    private final AnomalyPlan plan;
    private final Surroundings surroundings;

    /**
     * What judging needs of the topology.
     *
     * @param topics what is known of topics
     * @param serializer of records
     * @param counters how texts were judged
     */
    public record Surroundings(KnownTopics topics, ResultSerializer serializer, JudgingCounters counters) {}

    /** @param plan of the pipeline */
    public Judging(PipelineConfig pipeline, AnomalyPlan plan, Surroundings surroundings) {
        this.pipeline = pipeline;
        this.plan = plan;
        this.surroundings = surroundings;
    }

    /** Name of a pipeline's store, without that of the application before it. */
    public static String storeName(PipelineConfig pipeline) {
        return pipeline.nodeName(NAME);
    }

    /** The topic in which Kafka Streams keeps a pipeline's store; empty if the pipeline judges nothing. */
    public static Optional<String> changelog(PipelineConfig pipeline) {
        return pipeline.anomalies().map(plan -> pipeline.applicationId() + "-" + storeName(pipeline) + "-changelog");
    }

    /** @param tasks those of the pipeline, in the order of their results */
    public Following following(List<Outlet> tasks) {
        List<Model> models = tasks.stream()
                .map(outlet -> new Model(
                        outlet.name(), outlet.task().model(), outlet.task().fingerprint()))
                .toList();
        AnomalyPlan.Learning learning = plan.learning();
        AnomalySettings settings = new AnomalySettings(
                learning.alarmRate(),
                learning.warmUp(),
                learning.reservoir(),
                learning.neighbours(),
                learning.keys(),
                learning.repeatWindow(),
                learning.driftWindows());
        JudgementOutlets.Places places = places();
        JudgementOutlets outlets = new JudgementOutlets(
                places, new AnomalyRecords(models, learning.alarmRate()), surroundings.serializer, plan.withText());
        Judge.Setup setup = new Judge.Setup(
                plan.key(),
                tasks.stream().map(Outlet::task).toList(),
                outlets,
                feedbackPartitions(),
                surroundings.counters);
        Basis basis = Basis.of(models, settings);
        return new Following(
                places.judgements(),
                places.occasional(),
                own(),
                store(),
                context -> new Judge(setup, new KeptStates(stored(context), settings, basis)));
    }

    private KeyValueStore<Bytes, byte[]> stored(ProcessorContext<byte[], byte[]> context) {
        return context.getStateStore(storeName(pipeline));
    }

    private StoreBuilder<KeyValueStore<Bytes, byte[]>> store() {
        return Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(storeName(pipeline)), Serdes.Bytes(), Serdes.ByteArray())
                .withCachingDisabled()
                .withLoggingEnabled(Map.of());
    }

    private int feedbackPartitions() {
        return plan.topics()
                .feedback()
                .map(topic -> surroundings.topics.of(topic).partitions())
                .orElse(0);
    }

    private Optional<Following.OwnTopic> own() {
        return plan.topics()
                .feedback()
                .map(topic -> new Following.OwnTopic(
                        pipeline.nodeName("feedback"),
                        sink("feedback"),
                        topic,
                        surroundings.topics.watch(topic),
                        new FeedbackRecord.Partitioner()));
    }

    private JudgementOutlets.Places places() {
        AnomalyPlan.Topics topics = plan.topics();
        return new JudgementOutlets.Places(
                output("judgements", topics.judgements()),
                topics.alarms().map(topic -> output("alarms", topic)).orElse(null),
                topics.drift().map(topic -> output("drift", topic)).orElse(null));
    }

    private Output output(String what, String topic) {
        return new Output(NAME, sink(what), topic, surroundings.topics.watch(topic), (computed, headers) -> nothing());
    }

    private static byte @Nullable [] nothing() {
        return null;
    }

    private String sink(String what) {
        return pipeline.nodeName(NAME + "-" + what);
    }
}
