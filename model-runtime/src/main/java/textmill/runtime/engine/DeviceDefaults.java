package textmill.runtime.engine;

import textmill.runtime.onnx.Device;

/**
 * An engine's settings with every "suits the device" decided.
 *
 * @param maxPaddedTokens rows times longest of a batch
 * @param maxRows texts of a batch
 * @param runCost what a run costs whatever is in it, in tokens
 * @param callers batches that run on one device at once
 * @param threadsPerRun threads of one run on the CPU
 * @param tokenizerThreads threads that tokenise
 */
record DeviceDefaults(
        int maxPaddedTokens, int maxRows, int runCost, int callers, int threadsPerRun, int tokenizerThreads) {

    /** MiniLM-L6 on one core: 5.4 ms for 25 tokens, 31.5 ms for 256, so 2.6 ms or 23 tokens for the run itself. */
    private static final int CPU_RUN_COST = 24;

    /** A GPU computes this many tokens in the time that it takes to launch a model's kernels; not measured. */
    private static final int GPU_RUN_COST = 2_048;

    private static final int CPU_PADDED_TOKENS = 256;
    private static final int GPU_PADDED_TOKENS = 16_384;
    private static final int CPU_ROWS = 64;
    private static final int GPU_ROWS = 512;

    static DeviceDefaults of(EngineConfig config, Device device) {
        boolean cpu = device.kind() == Device.Kind.CPU;
        int cores = Runtime.getRuntime().availableProcessors();
        return new DeviceDefaults(
                orElse(config.maxPaddedTokens(), cpu ? CPU_PADDED_TOKENS : GPU_PADDED_TOKENS),
                orElse(config.maxRows(), cpu ? CPU_ROWS : GPU_ROWS),
                cpu ? CPU_RUN_COST : GPU_RUN_COST,
                orElse(config.callersPerDevice(), cpu ? Math.max(1, cores / config.threadsPerRun()) : 2),
                config.threadsPerRun(),
                orElse(config.tokenizerThreads(), Math.max(1, cores / 2)));
    }

    private static int orElse(int configured, int suitable) {
        return configured > 0 ? configured : suitable;
    }
}
