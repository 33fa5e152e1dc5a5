package textmill.runtime.onnx;

import java.util.Set;
import textmill.runtime.batch.PaddedBatch;
import textmill.runtime.model.ModelSpec;

/**
 * A model on the CPU in two sessions: in one a run takes a thread, so that every core computes another batch, which gives
 * the most texts per second; in the other it takes all cores, which answers a text soonest that comes alone.
 */
public final class TwoWidths implements ModelRunner {
    private final OnnxModel narrow;
    private final OnnxModel wide;

    private TwoWidths(OnnxModel narrow, OnnxModel wide) {
        this.narrow = narrow;
        this.wide = wide;
    }

    /**
     * Opens the model with these settings, and if {@code threadsAlone} is more than their threads per run, once more.
     *
     * @see OnnxModel#open(ModelSpec, SessionSettings)
     */
    public static ModelRunner open(ModelSpec spec, SessionSettings settings, int threadsAlone) {
        OnnxModel narrow = OnnxModel.open(spec, settings);
        if (threadsAlone <= settings.threadsPerRun()) {
            return narrow;
        }
        try {
            return new TwoWidths(narrow, OnnxModel.open(spec, settings.withThreadsPerRun(threadsAlone)));
        } catch (RuntimeException e) {
            narrow.close();
            throw e;
        }
    }

    @Override
    public ModelOutputs run(PaddedBatch batch, Set<String> outputs) throws RunFailure {
        return narrow.run(batch, outputs);
    }

    @Override
    public ModelOutputs runWide(PaddedBatch batch, Set<String> outputs) throws RunFailure {
        return wide.run(batch, outputs);
    }

    @Override
    public boolean canRunWide() {
        return true;
    }

    @Override
    public Device device() {
        return narrow.device();
    }

    @Override
    public boolean works() {
        return narrow.works();
    }

    @Override
    public boolean hasRowScales() {
        return narrow.hasRowScales() && wide.hasRowScales();
    }

    @Override
    public Placement placement() {
        return narrow.placement();
    }

    @Override
    public void close() {
        try {
            wide.close();
        } finally {
            narrow.close();
        }
    }
}
