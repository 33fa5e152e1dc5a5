package textmill.runtime.engine.start;

import textmill.runtime.device.Device;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.runner.ModelRunner;

/** Opens a model on a device: the seam between the engine and the runtimes, at which tests put their own in. */
@FunctionalInterface
public interface RunnerOpener {
    /**
     * Opens it.
     *
     * @param threadsPerRun threads of one run on the CPU
     */
    ModelRunner open(ModelSpec spec, Device device, int threadsPerRun);
}
