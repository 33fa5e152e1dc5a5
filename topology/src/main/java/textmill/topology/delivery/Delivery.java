package textmill.topology.delivery;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.Topology;
import textmill.runtime.engine.InferenceEngine;
import textmill.topology.decode.InputFormat;
import textmill.topology.decode.RegistryCondition;
import textmill.topology.decode.SchemaGate;
import textmill.topology.decode.TextDecoder;

/**
 * Ties texts of one Kafka Streams application to an engine: the processors, the clients that commit by the rule, and what
 * they share. Thread-safe. Close Kafka Streams first, then this, then the engine.
 */
public final class Delivery implements AutoCloseable {
    /** Name of the processor node that {@link #addTo} adds. */
    public static final String PROCESSOR = "textmill";

    private final InferenceEngine engine;
    private final InputFormat format;
    private final Outlets outlets;
    private final Shared shared;
    private final KeepPartition partitions;

    /**
     * @param engine shared with other applications or not; not closed here
     * @param format how texts are found in records; closed with this
     * @param outlets where endings go
     * @param setup everything else
     */
    public Delivery(InferenceEngine engine, InputFormat format, Outlets outlets, Setup setup) {
        this.engine = engine;
        this.format = format;
        this.outlets = outlets;
        this.partitions = new KeepPartition(setup.inputPartitions);
        this.shared = new Shared(
                setup.settings, format.gate(), new Forwarder(outlets, partitions, setup.registry, setup.clock));
    }

    /**
     * The smaller things that a delivery needs.
     *
     * @param settings windows and waits
     * @param registry told when results cannot be written because the schema registry does not answer
     * @param inputPartitions partitions of the input topics, 0 if not known
     * @param clock wall clock
     */
    public record Setup(
            DeliverySettings settings, RegistryCondition registry, Map<String, Integer> inputPartitions, Clock clock) {}

    /** Makes the processors for {@code Topology.addProcessor}. Their children must include every node of the outlets. */
    public TextProcessorSupplier processors() {
        return new TextProcessorSupplier(this);
    }

    /** The clients for the constructor of {@code KafkaStreams}. Without them a crash loses texts. */
    public CommitRuleClientSupplier clients() {
        return new CommitRuleClientSupplier(shared.oldest());
    }

    /** The same over Kafka's own clients as something makes them that watches or wraps them. */
    public CommitRuleClientSupplier clients(UnaryOperator<KafkaClientSupplier> wrapping) {
        return new CommitRuleClientSupplier(shared.oldest(), wrapping);
    }

    /**
     * Adds the processor and a sink for every output to a topology.
     *
     * @param topology to add to
     * @param parent name of a source node whose keys and values are byte arrays
     * @return the same topology
     */
    public Topology addTo(Topology topology, String parent) {
        topology.addProcessor(PROCESSOR, processors(), parent);
        for (Outlet outlet : outlets.results()) {
            addSink(topology, outlet.sink(), outlet.topic());
        }
        addSink(topology, outlets.deadLetterSink(), outlets.deadLetterTopic());
        return topology;
    }

    private void addSink(Topology topology, String name, String topic) {
        topology.addSink(name, topic, new ByteArraySerializer(), new ByteArraySerializer(), partitions, PROCESSOR);
    }

    /** How records ended so far. */
    public Counters counters() {
        return shared.counters();
    }

    /**
     * Stops starting texts and waits for those with the engine to be forwarded. What was read and not started is left
     * uncommitted. Call before closing Kafka Streams.
     *
     * @return true if nothing that was started is left
     */
    public boolean drain(Duration longest) {
        shared.stop();
        long deadline = System.nanoTime() + longest.toNanos();
        while (shared.counters().unsettled() > 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
        return shared.counters().unsettled() <= 0;
    }

    Shared shared() {
        return shared;
    }

    TextDecoder newDecoder() {
        return format.newDecoder();
    }

    TextIntake newIntake(TextDecoder decoder) {
        return new TextIntake(engine, outlets.tasks(), decoder, shared);
    }

    @Override
    public void close() {
        shared.stop();
        format.close();
    }

    /** What all processors of an application have in common. */
    static final class Shared {
        private final DeliverySettings settings;
        private final SchemaGate gate;
        private final Forwarder forwarder;
        private final WaitBudget budget;
        private final OldestInFlight oldest = new OldestInFlight();
        private final Counters counters = new Counters();
        private volatile boolean stopping;

        private Shared(DeliverySettings settings, SchemaGate gate, Forwarder forwarder) {
            this.settings = settings;
            this.gate = gate;
            this.forwarder = forwarder;
            this.budget = new WaitBudget(settings.windowWait());
        }

        DeliverySettings settings() {
            return settings;
        }

        SchemaGate gate() {
            return gate;
        }

        Forwarder forwarder() {
            return forwarder;
        }

        WaitBudget budget() {
            return budget;
        }

        OldestInFlight oldest() {
            return oldest;
        }

        Counters counters() {
            return counters;
        }

        boolean isStopping() {
            return stopping;
        }

        private void stop() {
            stopping = true;
        }
    }
}
