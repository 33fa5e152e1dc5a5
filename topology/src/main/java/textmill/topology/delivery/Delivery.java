package textmill.topology.delivery;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.Topology;
import textmill.runtime.engine.InferenceEngine;
import textmill.topology.config.KafkaKeys;
import textmill.topology.decode.RegistryCondition;

/**
 * Ties the pipelines of one Kafka Streams application to an engine: their nodes, and the clients that commit by one rule
 * for all of them. Thread-safe. Close Kafka Streams first, then this, then the engine.
 */
public final class Delivery implements AutoCloseable {
    private final List<PipelineDelivery> pipelines;
    private final OldestInFlight oldest = new OldestInFlight();
    private final CommitPace pace;
    private final AtomicBoolean stopping = new AtomicBoolean();

    /**
     * @param engine shared with other applications or not; not closed here
     * @param pipelines not empty; no two read the same topic. Their formats are closed with this
     * @param registry told when results cannot be written because the schema registry does not answer
     * @param clock wall clock
     */
    public Delivery(InferenceEngine engine, List<PipelineSetup> pipelines, RegistryCondition registry, Clock clock) {
        // One for all pipelines: a stream thread serves partitions of each, and their waits must not add up.
        DeliverySettings settings = pipelines.get(0).settings();
        WaitBudget budget = new WaitBudget(settings.windowWait());
        this.pace = new CommitPace(
                settings.commitInterval(),
                KafkaKeys.longestCommitInterval(settings.commitInterval()),
                System::nanoTime);
        PipelineDelivery.Common common = new PipelineDelivery.Common(engine, oldest, budget, pace, stopping);
        this.pipelines = pipelines.stream()
                .map(setup -> new PipelineDelivery(setup, common, registry, clock))
                .toList();
    }

    /** The pipelines, as given. */
    public List<PipelineDelivery> pipelines() {
        return pipelines;
    }

    /** The clients for the constructor of {@code KafkaStreams}. Without them a crash loses texts. */
    public CommitRuleClientSupplier clients() {
        return new CommitRuleClientSupplier(oldest, pace);
    }

    /** The same over Kafka's own clients as something makes them that watches or wraps them. */
    public CommitRuleClientSupplier clients(UnaryOperator<KafkaClientSupplier> wrapping) {
        return new CommitRuleClientSupplier(oldest, pace, wrapping);
    }

    /**
     * Adds the source, the processor and a sink for every output of each pipeline to a topology. Nothing else may consume
     * these sources: offsets are held back to the oldest text in flight, and whatever else read the same partitions in the
     * same application would see records again after a crash.
     *
     * @return the same topology
     */
    public Topology addTo(Topology topology) {
        pipelines.forEach(pipeline -> pipeline.addTo(topology));
        return topology;
    }

    /** The same work without Kafka Streams, for what has an end; closed before this. */
    public DirectDelivery direct() {
        return new DirectDelivery(pipelines);
    }

    /** Starts no more texts; those with the engine go on. */
    public void stop() {
        stopping.set(true);
    }

    /**
     * Stops starting texts and waits for those with the engine to be forwarded. What was read and not started is left
     * uncommitted. Call before closing Kafka Streams.
     *
     * @return true if nothing that was started is left
     */
    public boolean drain(Duration longest) {
        stop();
        long deadline = System.nanoTime() + longest.toNanos();
        while (unsettled() > 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
        return unsettled() <= 0;
    }

    private long unsettled() {
        return pipelines.stream()
                .mapToLong(pipeline -> pipeline.counters().unsettled())
                .sum();
    }

    /**
     * The lowest offset at which a thread of this process began to read a partition since a moment; empty if none did.
     *
     * @param sinceNanos by {@link System#nanoTime()}
     */
    public OptionalLong began(TopicPartition partition, long sinceNanos) {
        return oldest.began(partition, sinceNanos);
    }

    OldestInFlight oldest() {
        return oldest;
    }

    CommitPace pace() {
        return pace;
    }

    @Override
    public void close() {
        stop();
        pipelines.forEach(PipelineDelivery::close);
    }
}
