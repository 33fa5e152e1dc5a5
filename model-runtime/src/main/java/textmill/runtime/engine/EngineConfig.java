package textmill.runtime.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import textmill.runtime.device.DeviceChoice;
import textmill.runtime.device.GpuSettings;

/**
 * Settings of an engine. Zero means "what suits the device" where the text says so.
 *
 * @param device what to run on
 * @param windowTexts texts in flight before {@code submit} waits; 0 suits the device
 * @param windowBytes their UTF-16 bytes in flight before {@code submit} waits
 * @param maxPaddedTokens rows times longest of a batch; 0 suits the device, {@link #MEASURE} tries a few at start
 * @param maxRows texts of a batch; 0 suits the device
 * @param callersPerDevice batches that run on a device at once; 0 suits it (on the CPU: its cores)
 * @param threadsPerRun threads of one run on the CPU
 * @param threadsAlone threads of a run that has the CPU to itself because nothing else waits: a text alone is answered
 *     sooner, and the model's weights are in memory twice; as many as {@code threadsPerRun} need nothing twice, 0 suits
 *     the device
 * @param tokenizerThreads threads that tokenise; 0 is half the cores
 * @param linger how long an idle device waits for a fuller batch; zero never
 * @param cacheEntries results to remember by model and text; 0 remembers none
 * @param gpu what GPUs are told
 * @param graphFusion rearrange a model where that computes the same faster; without it a model runs as it was written
 */
public record EngineConfig(
        DeviceChoice device,
        int windowTexts,
        long windowBytes,
        int maxPaddedTokens,
        int maxRows,
        int callersPerDevice,
        int threadsPerRun,
        int threadsAlone,
        int tokenizerThreads,
        Duration linger,
        int cacheEntries,
        GpuSettings gpu,
        boolean graphFusion) {

    /** As {@code maxPaddedTokens}: measure a few budgets when the engine is opened, for at most 2 seconds. */
    public static final int MEASURE = -1;

    /** Checks every setting and reports all that are out of range together. */
    public EngineConfig {
        List<String> problems = new ArrayList<>();
        require(windowTexts >= 0, "windowTexts must not be negative, is " + windowTexts, problems);
        require(windowBytes >= 1, "windowBytes must be at least 1, is " + windowBytes, problems);
        require(maxPaddedTokens >= MEASURE, "maxPaddedTokens must not be negative, is " + maxPaddedTokens, problems);
        require(maxRows >= 0, "maxRows must not be negative, is " + maxRows, problems);
        require(callersPerDevice >= 0, "callersPerDevice must not be negative, is " + callersPerDevice, problems);
        require(threadsPerRun >= 1, "threadsPerRun must be at least 1, is " + threadsPerRun, problems);
        require(threadsAlone >= 0, "threadsAlone must not be negative, is " + threadsAlone, problems);
        require(tokenizerThreads >= 0, "tokenizerThreads must not be negative, is " + tokenizerThreads, problems);
        require(!linger.isNegative(), "linger must not be negative, is " + linger, problems);
        require(cacheEntries >= 0, "cacheEntries must not be negative, is " + cacheEntries, problems);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("engine settings: " + String.join("; ", problems));
        }
    }

    private static void require(boolean valid, String problem, List<String> problems) {
        if (!valid) {
            problems.add(problem);
        }
    }

    /**
     * The best device, as many texts in flight as suit it and at most 64 MB of them, no linger, no cache; on a CPU two
     * sessions of each model, so that a text that comes alone is answered soonest ({@link #withThreadsAlone} with 1
     * saves the second one's memory).
     */
    public static EngineConfig defaults() {
        return new EngineConfig(
                DeviceChoice.auto(), 0, 64L << 20, 0, 0, 0, 1, 0, 0, Duration.ZERO, 0, GpuSettings.defaults(), true);
    }

    /** These settings on another device. */
    public EngineConfig withDevice(DeviceChoice value) {
        return with(copy -> copy.device = value);
    }

    /** These settings with another window; 0 texts suit the device. */
    public EngineConfig withWindow(int texts, long bytes) {
        return with(copy -> {
            copy.windowTexts = texts;
            copy.windowBytes = bytes;
        });
    }

    /** These settings with other batch limits; 0 suits the device. */
    public EngineConfig withBatch(int paddedTokens, int rows) {
        return with(copy -> {
            copy.maxPaddedTokens = paddedTokens;
            copy.maxRows = rows;
        });
    }

    /** These settings with other threads: callers per device, threads per run, tokenising threads. */
    public EngineConfig withThreads(int callers, int perRun, int tokenizing) {
        return with(copy -> {
            copy.callersPerDevice = callers;
            copy.threadsPerRun = perRun;
            copy.tokenizerThreads = tokenizing;
        });
    }

    /** These settings with so many threads for a run that has the CPU to itself; 0 suits the device. */
    public EngineConfig withThreadsAlone(int threads) {
        return with(copy -> copy.threadsAlone = threads);
    }

    /** These settings with another linger. */
    public EngineConfig withLinger(Duration value) {
        return with(copy -> copy.linger = value);
    }

    /** These settings with another cache; 0 is none. */
    public EngineConfig withCache(int entries) {
        return with(copy -> copy.cacheEntries = entries);
    }

    /** These settings with other ones for GPUs. */
    public EngineConfig withGpu(GpuSettings value) {
        return with(copy -> copy.gpu = value);
    }

    /** These settings with or without graph fusion. */
    public EngineConfig withGraphFusion(boolean value) {
        return with(copy -> copy.graphFusion = value);
    }

    private EngineConfig with(Consumer<Copy> change) {
        Copy copy = new Copy(this);
        change.accept(copy);
        return copy.config();
    }

    /** Settings that change before they are checked again. */
    private static final class Copy {
        private DeviceChoice device;
        private int windowTexts;
        private long windowBytes;
        private int maxPaddedTokens;
        private int maxRows;
        private int callersPerDevice;
        private int threadsPerRun;
        private int threadsAlone;
        private int tokenizerThreads;
        private Duration linger;
        private int cacheEntries;
        private GpuSettings gpu;
        private boolean graphFusion;

        Copy(EngineConfig of) {
            device = of.device;
            windowTexts = of.windowTexts;
            windowBytes = of.windowBytes;
            maxPaddedTokens = of.maxPaddedTokens;
            maxRows = of.maxRows;
            callersPerDevice = of.callersPerDevice;
            threadsPerRun = of.threadsPerRun;
            threadsAlone = of.threadsAlone;
            tokenizerThreads = of.tokenizerThreads;
            linger = of.linger;
            cacheEntries = of.cacheEntries;
            gpu = of.gpu;
            graphFusion = of.graphFusion;
        }

        EngineConfig config() {
            return new EngineConfig(
                    device,
                    windowTexts,
                    windowBytes,
                    maxPaddedTokens,
                    maxRows,
                    callersPerDevice,
                    threadsPerRun,
                    threadsAlone,
                    tokenizerThreads,
                    linger,
                    cacheEntries,
                    gpu,
                    graphFusion);
        }
    }
}
