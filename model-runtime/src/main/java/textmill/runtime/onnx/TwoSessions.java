package textmill.runtime.onnx;

import java.util.Set;
import textmill.runtime.batch.PaddedBatch;
import textmill.runtime.device.Device;
import textmill.runtime.device.Placement;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.runner.ModelOutputs;
import textmill.runtime.runner.ModelRunner;
import textmill.runtime.runner.RunFailedException;

/**
 * A model on the CPU in two sessions: in one a run takes a thread, so that every core computes another batch, which gives
 * the most texts per second; in the other it takes all cores, which answers a text soonest that comes alone.
 */
public final class TwoSessions implements ModelRunner {
    private final OnnxModel throughput;
    private final OnnxModel latency;

    private TwoSessions(OnnxModel throughput, OnnxModel latency) {
        this.throughput = throughput;
        this.latency = latency;
    }

    /**
     * Opens the model with these settings, and if {@code threadsAlone} is more than their threads per run, once more.
     *
     * @see OnnxModel#open(ModelSpec, SessionSettings)
     */
    public static ModelRunner open(ModelSpec spec, SessionSettings settings, int threadsAlone) {
        OnnxModel throughput = OnnxModel.open(spec, settings);
        if (threadsAlone <= settings.threadsPerRun()) {
            return throughput;
        }
        try {
            return new TwoSessions(throughput, OnnxModel.open(spec, settings.withThreadsPerRun(threadsAlone)));
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
