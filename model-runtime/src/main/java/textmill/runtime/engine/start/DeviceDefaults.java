package textmill.runtime.engine.start;

import textmill.runtime.batch.LengthBuckets;
import textmill.runtime.device.Device;
import textmill.runtime.device.GpuSettings;
import textmill.runtime.engine.EngineConfig;
import textmill.runtime.engine.EngineSizes;

/**
 * An engine's settings with every "suits the device" decided.
 *
 * @param device what they suit
 * @param windowTexts texts in flight
 * @param maxPaddedTokens rows times longest of a batch
 * @param maxRows texts of a batch
 * @param callers batches that run on one device at once
 * @param threadsPerRun threads of one run on the CPU
 * @param threadsAlone threads of a run that has the CPU to itself, at least as many
 * @param tokenizerThreads threads that tokenise
 */
record DeviceDefaults(
        Device.Kind device,
        int windowTexts,
        int maxPaddedTokens,
        int maxRows,
        int callers,
        int threadsPerRun,
        int threadsAlone,
        int tokenizerThreads) {

    /** MiniLM-L6 on one core: 5.4 ms for 25 tokens, 31.5 ms for 256, so 2.6 ms or 23 tokens for the run itself. */
    private static final int CPU_RUN_COST = 24;

    /**
     * A GPU computes this many tokens in the time that it takes to launch a model's kernels: supposed, 0.3 ms of MiniLM-L6 on
     * an H200.
     */
    private static final int GPU_RUN_COST = 2_048;

    private static final int CPU_PADDED_TOKENS = 256;

    /** In bf16 about as long as half of them with fp32 on ONNX Runtime, and 5 % less than two batches of that size. */
    private static final int OPENVINO_PADDED_TOKENS = 512;

    private static final int GPU_PADDED_TOKENS = 32_768;
    private static final int CPU_ROWS = 64;
    private static final int GPU_ROWS = 1_024;

    /** An engine of TensorRT reserves memory for its largest batch. */
    private static final int TENSORRT_ROWS = 256;

    private static final int CPU_WINDOW = 512;

    /** The products of one text are small: more threads would wait for each other. Not measured beyond two. */
    private static final int MOST_THREADS_ALONE = 8;

    /** So many full batches may be under way: computed, laid out, read, and gathered. */
    private static final int GPU_WINDOW_BATCHES = 6;

    /** One computes, one is copied and laid out, one is read. */
    private static final int GPU_CALLERS = 3;

    private static final int USUAL_WIDTH = 128;

    static DeviceDefaults of(EngineConfig config, Device device) {
        boolean cpu = !isLarge(device.kind());
        int cores = Runtime.getRuntime().availableProcessors();
        int gpuRows = device.kind() == Device.Kind.TENSORRT ? TENSORRT_ROWS : GPU_ROWS;
        int rows = orElse(config.batch().texts(), cpu ? CPU_ROWS : gpuRows);
        int callers = orElse(
                config.threads().runs(),
                cpu ? Math.max(1, cores / config.threads().perRun()) : GPU_CALLERS);
        return new DeviceDefaults(
                device.kind(),
                orElse(config.window().texts(), cpu ? Math.max(CPU_WINDOW, 2 * rows) : rows * GPU_WINDOW_BATCHES),
                orElse(config.batch().paddedTokens(), paddedTokens(device.kind())),
                rows,
                callers,
                config.threads().perRun(),
                device.kind().isProcessor()
                        ? threadsAlone(config, cores)
                        : config.threads().perRun(),
                orElse(config.threads().tokenizing(), Math.max(1, cpu ? cores / 2 : cores - 2)));
    }

    private static int paddedTokens(Device.Kind device) {
        if (device == Device.Kind.OPENVINO_CPU) {
            return OPENVINO_PADDED_TOKENS;
        }
        return isLarge(device) ? GPU_PADDED_TOKENS : CPU_PADDED_TOKENS;
    }

    EngineSizes sizes(int devices) {
        return new EngineSizes(windowTexts, devices, callers, tokenizerThreads);
    }

    /** What a run costs whatever is in it, in tokens. */
    int runCost() {
        return isLarge(device) ? GPU_RUN_COST : CPU_RUN_COST;
    }

    /** How wide batches of a model are whose longest text has so many tokens. */
    LengthBuckets buckets(int maxTokens) {
        return switch (device) {
            case CPU -> LengthBuckets.none();
            case OPENVINO_CPU -> LengthBuckets.fine(maxTokens);
            default -> new LengthBuckets(maxTokens);
        };
    }

    /** What TensorRT builds a model for: every batch that these settings allow, and fastest for full ones of usual texts. */
    GpuSettings.Shapes shapes(int maxTokens) {
        int width = Math.min(USUAL_WIDTH, maxTokens);
        return new GpuSettings.Shapes(
                Math.max(1, Math.min(maxRows, maxPaddedTokens / width)), width, maxRows, maxTokens);
    }

    /** An Intel GPU or NPU shares the processor's memory and is of its size; neither was measured. */
    private static boolean isLarge(Device.Kind kind) {
        return kind == Device.Kind.CUDA || kind == Device.Kind.TENSORRT;
    }

    private static int threadsAlone(EngineConfig config, int cores) {
        int threads = orElse(config.threads().alone(), Math.min(cores, MOST_THREADS_ALONE));
        return Math.max(config.threads().perRun(), threads);
    }

    private static int orElse(int configured, int suitable) {
        return configured > 0 ? configured : suitable;
    }
}
