package textmill.topology.console;

import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import textmill.runtime.engine.InferenceEngine;
import textmill.topology.delivery.Delivery;
import textmill.topology.health.PartitionLag;

/**
 * Where a console's numbers come from.
 *
 * @param engine of all applications
 * @param applications at least one
 */
public record FlowSources(InferenceEngine engine, List<Watched> applications) {

    /** Copies the list. */
    public FlowSources {
        applications = List.copyOf(applications);
    }

    /**
     * One Kafka Streams application.
     *
     * @param id its group
     * @param delivery its pipelines
     * @param lags of the partitions that this process reads
     * @param commits how many it has made so far
     * @param troubles why texts do not flow; empty if they do
     */
    public record Watched(
            String id,
            Delivery delivery,
            Supplier<List<PartitionLag>> lags,
            DoubleSupplier commits,
            Supplier<List<String>> troubles) {}
}
