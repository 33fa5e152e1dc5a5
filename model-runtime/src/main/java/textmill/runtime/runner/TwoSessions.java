package textmill.runtime.runner;

import java.util.Objects;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import textmill.runtime.batch.PaddedBatch;
import textmill.runtime.device.Device;
import textmill.runtime.device.Placement;

/**
 * A model on the CPU in two sessions: in one a run takes a thread, so that every core computes another batch, which gives
 * the most texts per second; in the other it takes all cores, which answers a text soonest that comes alone.
 */
public final class TwoSessions implements ModelRunner {
    private final ModelRunner throughput;
    private final ModelRunner latency;

    private TwoSessions(ModelRunner throughput, ModelRunner latency) {
        this.throughput = throughput;
        this.latency = latency;
    }

    /**
     * Opens the model with these threads per run, and if {@code threadsAlone} is more, once more.
     *
     * @param opener opens it with so many threads per run
     */
    public static ModelRunner open(IntFunction<ModelRunner> opener, int threadsPerRun, int threadsAlone) {
        ModelRunner throughput = opener.apply(threadsPerRun);
        return threadsAlone <= threadsPerRun ? throughput : beside(throughput, () -> opener.apply(threadsAlone));
    }

    private static ModelRunner beside(ModelRunner throughput, Supplier<ModelRunner> latency) {
        try {
            return new TwoSessions(throughput, latency.get());
        } catch (RuntimeException e) {
            throughput.close();
            throw e;
        }
    }

    @Override
    public ModelOutputs run(PaddedBatch batch, Set<String> outputs) throws RunFailedException {
        return throughput.run(batch, outputs);
    }

    @Override
    public ModelOutputs runForLatency(PaddedBatch batch, Set<String> outputs) throws RunFailedException {
        return latency.run(batch, outputs);
    }

    @Override
    public boolean hasLatencySession() {
        return true;
    }

    @Override
    public String runtime() {
        return throughput.runtime();
    }

    @Override
    public Device device() {
        return throughput.device();
    }

    @Override
    public boolean works() {
        return throughput.works();
    }

    @Override
    public boolean quantisesPerToken() {
        return throughput.quantisesPerToken() && latency.quantisesPerToken();
    }

    @Override
    public boolean narrows() {
        return throughput.narrows();
    }

    @Override
    public @Nullable ModelRunner exact() {
        ModelRunner exactThroughput = throughput.exact();
        return exactThroughput == null ? null : beside(exactThroughput, () -> Objects.requireNonNull(latency.exact()));
    }

    @Override
    public @Nullable LayeredRunner layered(boolean alone) {
        return (alone ? latency : throughput).layered(alone);
    }

    @Override
    public Placement placement() {
        return throughput.placement();
    }

    @Override
    public void close() {
        try {
            latency.close();
        } finally {
            throughput.close();
        }
    }
}
