package textmill.topology.delivery;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.processor.api.Processor;
import textmill.runtime.engine.InferenceEngine;
import textmill.topology.decode.RegistryCondition;
import textmill.topology.decode.TextDecoder;

/** One pipeline of an application: its nodes, and how its records ended. Thread-safe. */
public final class PipelineDelivery {
    /** Plain name of a source node. */
    public static final String SOURCE = "texts";
    /** Plain name of a processor node. */
    public static final String PROCESSOR = "textmill";

    private final PipelineSetup setup;
    private final Common common;
    private final Limits limits;
    private final KeepPartition partitions;
    private final Forwarder forwarder;
    private final Counters counters = new Counters();

    /** What the pipelines of an application have in common. */
    record Common(
            InferenceEngine engine,
            OldestInFlight oldest,
            WaitBudget budget,
            CommitPace pace,
            AtomicBoolean stopping) {}

    PipelineDelivery(PipelineSetup setup, Common common, RegistryCondition registry, Clock clock) {
        this.setup = setup;
        this.common = common;
        this.limits = new Limits(setup.settings(), common.budget, common.stopping);
        this.partitions = new KeepPartition(setup.inputs());
        this.forwarder = new Forwarder(setup.outlets(), partitions, registry, clock);
    }

    /** Its name; empty if it needs none. */
    public String name() {
        return setup.name();
    }

    /** Where its results go. */
    public List<Outlet> results() {
        return setup.outlets().results();
    }

    /** The topics that it reads. */
    public Set<String> inputs() {
        return setup.inputs().keySet();
    }

    /** The topic of its dead letters. */
    public String deadLetters() {
        return setup.outlets().deadLetters().topic();
    }

    /** Another decoder of its records, for one thread; the caller closes it. */
    public TextDecoder newDecoder() {
        return setup.format().newDecoder();
    }

    /** Tells somebody of every record that ends from now on. */
    public void showTo(Onlooker onlooker) {
        forwarder.showTo(onlooker);
    }

    /** How its records ended so far. */
    public Counters counters() {
        return counters;
    }

    /** Tells an observer how long records take; one at a time. */
    public void observe(DeliveryObserver observer) {
        counters.observe(observer);
    }

    void addTo(Topology topology) {
        String source = setup.node(SOURCE);
        addSource(topology, source, setup.inputs().keySet().stream().sorted().toArray(String[]::new));
        Optional<Following> following = setup.outlets().following();
        Optional<Following.OwnTopic> own = following.flatMap(Following::own);
        own.ifPresent(topic -> addSource(topology, topic.source(), topic.topic()));
        topology.addProcessor(
                setup.node(PROCESSOR),
                this::newProcessor,
                own.map(topic -> new String[] {source, topic.source()}).orElse(new String[] {source}));
        following.ifPresent(follow -> topology.addStateStore(follow.store(), setup.node(PROCESSOR)));
        setup.outlets().sinks().forEach(output -> addSink(topology, output.sink(), output.topic(), partitions));
        own.ifPresent(topic -> addSink(topology, topic.sink(), topic.topic(), topic.partitioner()));
        Outlets.DeadLetterOutlet deadLetters = setup.outlets().deadLetters();
        addSink(topology, deadLetters.sink(), deadLetters.topic(), partitions);
    }

    private static void addSource(Topology topology, String name, String... topics) {
        topology.addSource(
                (AutoOffsetReset) null, // as the consumer is configured
                name,
                new NoTimestamp(),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                topics);
    }

    private void addSink(Topology topology, String name, String topic, StreamPartitioner<byte[], byte[]> partitioner) {
        topology.addSink(
                name, topic, new ByteArraySerializer(), new ByteArraySerializer(), partitioner, setup.node(PROCESSOR));
    }

    Processor<byte[], byte[], byte[], byte[]> newProcessor() {
        return new TextProcessor(
                this::newIntake,
                context -> new Exit(forwarder, setup.outlets(), common.pace, context),
                new PartitionFifos(common.oldest, counters),
                limits);
    }

    /** The same work for records that somebody else reads and writes. */
    DirectPipeline direct() {
        return new DirectPipeline(newIntake(), forwarder, new PartitionFifos(common.oldest, counters), limits);
    }

    /** The topic behind each sink. */
    Map<String, String> sinks() {
        Map<String, String> topics = new HashMap<>();
        setup.outlets().outputs().forEach(output -> topics.put(output.sink(), output.topic()));
        Outlets.DeadLetterOutlet deadLetters = setup.outlets().deadLetters();
        topics.put(deadLetters.sink(), deadLetters.topic());
        return topics;
    }

    /** How partitions are chosen. */
    KeepPartition partitions() {
        return partitions;
    }

    private TextIntake newIntake() {
        Decoding decoding =
                new Decoding(setup.format().newDecoder(), setup.format().gate());
        return new TextIntake(
                decoding, new Submission(common.engine, setup.outlets(), limits, counters), limits, setup.tracing());
    }

    void close() {
        setup.format().close();
    }
}
