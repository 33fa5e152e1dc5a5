package textmill.runtime.engine;

import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import textmill.runtime.batch.PaddedBatch;
import textmill.runtime.device.Device;
import textmill.runtime.runner.HiddenStates;
import textmill.runtime.runner.LayeredRunner;
import textmill.runtime.runner.LowerLayers;
import textmill.runtime.runner.ModelOutputs;
import textmill.runtime.runner.RunFailedException;

/** Layers that fake models have in common; they count, and fail on command. */
final class FakeLayers implements LowerLayers {
    /** Runs for several models at once. */
    final AtomicInteger runs = new AtomicInteger();

    /** What was given and not closed yet. */
    final AtomicInteger open = new AtomicInteger();

    volatile boolean failing;

    /** Rows and width of a batch. */
    private record Hidden(int rows, int width, AtomicInteger open) implements HiddenStates {
        @Override
        public void close() {
            open.decrementAndGet();
        }
    }

    @Override
    public HiddenStates run(PaddedBatch batch) throws RunFailedException {
        runs.incrementAndGet();
        if (failing) {
            throw new RunFailedException(RunFailedException.Kind.OUT_OF_MEMORY, "told to fail below", null);
        }
        open.incrementAndGet();
        return new Hidden(batch.rows(), batch.longest(), open);
    }

    /** A model above them. */
    LayeredRunner below(FakeModel model) {
        return new Above(model, this);
    }

    private record Above(FakeModel model, FakeLayers layers) implements LayeredRunner {
        @Override
        public LowerLayers lower() {
            return layers;
        }

        @Override
        public ModelOutputs runAbove(HiddenStates hidden, PaddedBatch batch, Set<String> outputs)
                throws RunFailedException {
            if (!hidden.equals(new Hidden(batch.rows(), batch.longest(), layers.open)) || layers.open.get() == 0) {
                throw new IllegalStateException("hidden states of another batch");
            }
            return model.run(batch, outputs);
        }

        @Override
        public @Nullable LayeredRunner layered(boolean alone) {
            return this;
        }

        @Override
        public ModelOutputs run(PaddedBatch batch, Set<String> outputs) throws RunFailedException {
            return model.run(batch, outputs);
        }

        @Override
        public String runtime() {
            return model.runtime();
        }

        @Override
        public Device device() {
            return model.device();
        }

        @Override
        public boolean works() {
            return model.works();
        }

        @Override
        public void close() {
            model.close();
        }
    }
}
