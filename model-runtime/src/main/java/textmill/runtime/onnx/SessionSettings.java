package textmill.runtime.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import ai.onnxruntime.providers.OrtTensorRTProviderOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import textmill.runtime.device.Device;
import textmill.runtime.device.GpuSettings;

/**
 * How a session is opened.
 *
 * @param device where
 * @param threadsPerRun threads of one run on the CPU
 * @param gpu if the device is one
 * @param shapes what TensorRT builds for, or null to leave it to the first batches
 * @param fusion rearrange the model where that computes the same faster
 */
public record SessionSettings(
        Device device, int threadsPerRun, GpuSettings gpu, GpuSettings.@Nullable Shapes shapes, boolean fusion) {
    private static final String WITHOUT_OPTIMISERS = "optimization.disable_specified_optimizers";

    /** What ONNX Runtime would join although its joined operator is slower on a CPU; of {@code FastGelu} not measured. */
    private static final String SLOWER = "BiasGeluFusion";

    /** With fusion. */
    public SessionSettings(Device device, int threadsPerRun, GpuSettings gpu, GpuSettings.@Nullable Shapes shapes) {
        this(device, threadsPerRun, gpu, shapes, true);
    }

    /** With the usual settings of a GPU. */
    public static SessionSettings of(Device device, int threadsPerRun) {
        return new SessionSettings(device, threadsPerRun, GpuSettings.defaults(), null);
    }

    /** These settings for a model as it was written. */
    public SessionSettings withoutFusion() {
        return new SessionSettings(device, threadsPerRun, gpu, shapes, false);
    }

    /** It was not measured on GPUs, and TensorRT knows none of ONNX Runtime's own operators. */
    boolean fusesGraph() {
        return fusion && device.kind() == Device.Kind.CPU;
    }

    /**
     * Options for a session; the caller closes them.
     *
     * @param inputs names of the model's inputs, for TensorRT
     */
    OrtSession.SessionOptions options(List<String> inputs) throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        boolean ready = false;
        try {
            options.setSessionLogLevel(SilentEnvironment.loggingLevel());
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            options.setIntraOpNumThreads(threadsPerRun);
            options.setInterOpNumThreads(1);
            // A memory pattern is kept for every input shape ever seen, and here nearly every batch has its own.
            options.setMemoryPatternOptimization(false);
            if (fusesGraph()) {
                options.addConfigEntry(WITHOUT_OPTIMISERS, SLOWER);
            }
            if (device.kind() == Device.Kind.TENSORRT) {
                addTensorRt(options, inputs);
            }
            if (device.kind() != Device.Kind.CPU) {
                addCuda(options);
            }
            ready = true;
            return options;
        } finally {
            if (!ready) {
                options.close();
            }
        }
    }

    private void addCuda(OrtSession.SessionOptions options) throws OrtException {
        try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(device.index())) {
            for (Map.Entry<String, String> option : gpu.cuda().entrySet()) {
                cuda.add(option.getKey(), option.getValue());
            }
            options.addCUDA(cuda);
        }
    }

    private void addTensorRt(OrtSession.SessionOptions options, List<String> inputs) throws OrtException {
        Path cache = gpu.tensorRt().cache();
        if (cache != null) {
            try {
                Files.createDirectories(cache);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot make the directory for TensorRT's engines, " + cache, e);
            }
        }
        try (OrtTensorRTProviderOptions tensorRt = new OrtTensorRTProviderOptions(device.index())) {
            for (Map.Entry<String, String> option : gpu.tensorRt(inputs, shapes).entrySet()) {
                tensorRt.add(option.getKey(), option.getValue());
            }
            options.addTensorrt(tensorRt);
        }
    }
}
