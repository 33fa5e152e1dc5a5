package textmill.runtime.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import textmill.runtime.device.DeviceChoice;
import textmill.runtime.device.GpuSettings;
import textmill.runtime.device.OpenVinoSettings;

/**
 * Settings of an engine. Zero means "what suits the device" where the text says so. {@link #defaults} is the only place
 * that knows the usual values.
 *
 * @param compute what to run on, and how models are prepared for it
 * @param window what may be in flight
 * @param batch what a batch holds
 * @param threads who works
 * @param cache results to remember by model and text
 */
public record EngineConfig(Compute compute, WindowLimits window, Batching batch, Threads threads, Cache cache) {

    /** As {@code paddedTokens} of a batch: measure a few budgets when the engine is opened, for at most 2 seconds. */
    public static final int MEASURE = -1;

    /**
     * Results to remember.
     *
     * @param texts number of them; 0 remembers none
     * @param bytes about what they may take in memory
     */
    public record Cache(int texts, long bytes) {
        /** Checks the values. */
        public Cache {
            Problems.none()
                    .unless(texts >= 0, "texts of the cache must not be negative, is " + texts)
                    .unless(bytes >= 1, "bytes of the cache must be at least 1, is " + bytes)
                    .raise();
        }
    }

    /**
     * What to run on.
     *
     * @param device one, several, or the best there is
     * @param gpu what GPUs are told
     * @param openVino what OpenVINO is told
     * @param graphFusion rearrange a model where that computes the same faster; without it a model runs as it was written
     */
    public record Compute(DeviceChoice device, GpuSettings gpu, OpenVinoSettings openVino, boolean graphFusion) {}

    /**
     * What may be in flight before {@code submit} waits.
     *
     * @param texts number of texts; 0 suits the device
     * @param bytes their UTF-16 bytes
     */
    public record WindowLimits(int texts, long bytes) {
        /** Checks the values. */
        public WindowLimits {
            Problems.none()
                    .unless(texts >= 0, "window texts must not be negative, is " + texts)
                    .unless(bytes >= 1, "window bytes must be at least 1, is " + bytes)
                    .raise();
        }
    }

    /**
     * What a batch holds.
     *
     * @param paddedTokens rows times longest; 0 suits the device, {@link #MEASURE} tries a few at start
     * @param texts rows; 0 suits the device
     * @param linger how long an idle device waits for a fuller batch; zero never
     */
    public record Batching(int paddedTokens, int texts, Duration linger) {
        /** Checks the values. */
        public Batching {
            Problems.none()
                    .unless(
                            paddedTokens >= MEASURE,
                            "padded tokens of a batch must not be negative, is " + paddedTokens)
                    .unless(texts >= 0, "texts of a batch must not be negative, is " + texts)
                    .unless(!linger.isNegative(), "linger must not be negative, is " + linger)
                    .raise();
        }
    }

    /**
     * Who works.
     *
     * @param runs batches that run on a device at once; 0 suits it (on the CPU: its cores)
     * @param perRun threads of one run on the CPU
     * @param alone threads of a run that has the CPU to itself because nothing else waits: a text alone is answered
     *     sooner, and the model's weights are in memory twice; as many as {@code perRun} need nothing twice, 0 suits the
     *     device
     * @param tokenizing threads that tokenise; 0 is half the cores
     */
    public record Threads(int runs, int perRun, int alone, int tokenizing) {
        /** Checks the values. */
        public Threads {
            Problems.none()
                    .unless(runs >= 0, "runs on a device must not be negative, is " + runs)
                    .unless(perRun >= 1, "threads of a run must be at least 1, is " + perRun)
                    .unless(alone >= 0, "threads of a run alone must not be negative, is " + alone)
                    .unless(tokenizing >= 0, "threads that tokenise must not be negative, is " + tokenizing)
                    .raise();
        }
    }

    /**
     * The best device, as many texts in flight as suit it and at most 32 MiB of them, no linger, no cache; on a CPU two
     * sessions of each model, so that a text that comes alone is answered soonest ({@link #withThreadsAlone} with 1
     * saves the second one's memory).
     */
    public static EngineConfig defaults() {
        return new EngineConfig(
                new Compute(DeviceChoice.auto(), GpuSettings.defaults(), OpenVinoSettings.defaults(), true),
                new WindowLimits(0, 32L << 20),
                new Batching(0, 0, Duration.ZERO),
                new Threads(0, 1, 0, 0),
                new Cache(0, 256L << 20));
    }

    /** These settings with another way of computing. */
    public EngineConfig with(Compute value) {
        return new EngineConfig(value, window, batch, threads, cache);
    }

    /** These settings with another window. */
    public EngineConfig with(WindowLimits value) {
        return new EngineConfig(compute, value, batch, threads, cache);
    }

    /** These settings with other batches. */
    public EngineConfig with(Batching value) {
        return new EngineConfig(compute, window, value, threads, cache);
    }

    /** These settings with other threads. */
    public EngineConfig with(Threads value) {
        return new EngineConfig(compute, window, batch, value, cache);
    }

    /** These settings with another cache. */
    public EngineConfig with(Cache value) {
        return new EngineConfig(compute, window, batch, threads, value);
    }

    /** These settings with a cache of so many texts; 0 is none. */
    public EngineConfig withCache(int texts) {
        return new EngineConfig(compute, window, batch, threads, new Cache(texts, cache.bytes));
    }

    /** These settings on another device. */
    public EngineConfig withDevice(DeviceChoice value) {
        return with(new Compute(value, compute.gpu, compute.openVino, compute.graphFusion));
    }

    /** These settings with OpenVINO told something else. */
    public EngineConfig withOpenVino(OpenVinoSettings value) {
        return with(new Compute(compute.device, compute.gpu, value, compute.graphFusion));
    }

    /** These settings with or without graph fusion. */
    public EngineConfig withGraphFusion(boolean value) {
        return with(new Compute(compute.device, compute.gpu, compute.openVino, value));
    }

    /** These settings with another window; 0 texts suit the device. */
    public EngineConfig withWindow(int texts, long bytes) {
        return with(new WindowLimits(texts, bytes));
    }

    /** These settings with other batch limits; 0 suits the device. */
    public EngineConfig withBatch(int paddedTokens, int texts) {
        return with(new Batching(paddedTokens, texts, batch.linger));
    }

    /** These settings with another linger. */
    public EngineConfig withLinger(Duration value) {
        return with(new Batching(batch.paddedTokens, batch.texts, value));
    }

    /** These settings with other threads: runs per device, threads per run, tokenising threads. */
    public EngineConfig withThreads(int runs, int perRun, int tokenizing) {
        return with(new Threads(runs, perRun, threads.alone, tokenizing));
    }

    /** These settings with so many threads for a run that has the CPU to itself; 0 suits the device. */
    public EngineConfig withThreadsAlone(int value) {
        return with(new Threads(threads.runs, threads.perRun, value, threads.tokenizing));
    }

    /** What is out of range, reported together. */
    private static final class Problems {
        private final List<String> found = new ArrayList<>();

        static Problems none() {
            return new Problems();
        }

        Problems unless(boolean valid, String problem) {
            if (!valid) {
                found.add(problem);
            }
            return this;
        }

        void raise() {
            if (!found.isEmpty()) {
                throw new IllegalArgumentException("engine settings: " + String.join("; ", found));
            }
        }
    }
}
