package textmill.runtime.engine;

import textmill.runtime.onnx.Device;

/**
 * An engine's settings with every "suits the device" decided.
 *
 * @param maxPaddedTokens rows times longest of a batch
 * @param maxRows texts of a batch
 * @param maxPaddingShare most padding that a text may bring into a batch
 * @param callers batches that run on one device at once
 * @param threadsPerRun threads of one run on the CPU
 * @param tokenizerThreads threads that tokenise
 */
record DeviceDefaults(
        int maxPaddedTokens,
        int maxRows,
        double maxPaddingShare,
        int callers,
        int threadsPerRun,
        int tokenizerThreads) {

    /** On a CPU padding costs what it weighs, and a batch gains little over single texts. */
    private static final double CPU_PADDING_SHARE = 0.05;

    private static final double GPU_PADDING_SHARE = 0.3;
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
                cpu ? CPU_PADDING_SHARE : GPU_PADDING_SHARE,
                orElse(config.callersPerDevice(), cpu ? Math.max(1, cores / config.threadsPerRun()) : 2),
                config.threadsPerRun(),
                orElse(config.tokenizerThreads(), Math.max(1, cores / 2)));
    }

    private static int orElse(int configured, int suitable) {
        return configured > 0 ? configured : suitable;
    }
}
