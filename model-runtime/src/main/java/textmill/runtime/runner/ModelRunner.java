package textmill.runtime.runner;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import textmill.runtime.batch.PaddedBatch;
import textmill.runtime.device.Device;
import textmill.runtime.device.Placement;

/** A model on a device. Thread-safe: runs may overlap. The seam at which tests put faults in. */
public interface ModelRunner extends AutoCloseable {
    /**
     * Computes a batch; returns when it is done.
     *
     * @param outputs names of the outputs to compute
     * @throws RunFailedException if there is no result; says whether to try again
     */
    ModelOutputs run(PaddedBatch batch, Set<String> outputs) throws RunFailedException;

    /**
     * Computes a batch beside which nothing else runs: the same results, with all cores where {@link #hasLatencySession}.
     *
     * @param outputs names of the outputs to compute
     * @throws RunFailedException if there is no result; says whether to try again
     */
    default ModelOutputs runForLatency(PaddedBatch batch, Set<String> outputs) throws RunFailedException {
        return run(batch, outputs);
    }

    /** True if {@link #runForLatency} differs from {@link #run}. */
    default boolean hasLatencySession() {
        return false;
    }

    /** Version of the library that runs it: part of a fingerprint. */
    String runtime();

    /** The device that it really runs on. */
    Device device();

    /** True if the device still computes: asked after a batch has failed, because errors do not always tell why. */
    default boolean works() {
        return true;
    }

    /** True for a quantised model in which texts of one length do not move each other's results. */
    default boolean quantisesPerToken() {
        return false;
    }

    /** True if it computes with fewer bits than the model's file has. */
    default boolean narrows() {
        return false;
    }

    /**
     * The same model computed exactly, where this one was left to choose and computes with fewer bits; null if it does not.
     * Opened for the caller, who closes it.
     */
    default @Nullable ModelRunner exact() {
        return null;
    }

    /**
     * This model as one that shares its lower layers with others, or null if it shares none.
     *
     * @param alone to use it for a batch beside which nothing else runs, as {@link #runForLatency} does
     */
    default @Nullable LayeredRunner layered(boolean alone) {
        return null;
    }

    /** Where its nodes really are. */
    default Placement placement() {
        return Placement.unknown();
    }

    /** Frees native memory; no run may be under way. */
    @Override
    void close();
}
