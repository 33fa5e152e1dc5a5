package textmill.topology.config;

import java.time.Duration;
import java.util.List;
import textmill.runtime.device.DeviceChoice;
import textmill.runtime.engine.EngineConfig;

/** Models, batches and the window. Defaults are the engine's own, with one exception. */
public final class EngineKeys {
    private static final EngineConfig USUAL = EngineConfig.defaults();

    private EngineKeys() {}

    /** What to run on. */
    public static final Key<DeviceChoice> DEVICE = Key.of(
            "device",
            RuntimeRules.devices(),
            USUAL.compute().device(),
            "What to run on; several devices share the work. `auto` takes the first GPU through CUDA, and the CPU with a warning if there is none; a device that is named must be there. See [GPU](../how-to/gpu.md) and [OpenVINO](../how-to/openvino.md).");

    /** Longest text in tokens; 0 leaves it to the model. */
    public static final Key<Integer> MAX_TOKENS = Key.of(
            "max.tokens",
            Rule.count(0, 1_000_000),
            0,
            "A text is truncated to this many tokens, special tokens included; 0 leaves it to the model.");

    /** Texts of a batch. */
    public static final Key<Integer> BATCH_TEXTS = Key.of(
            "batch.texts",
            Rule.count(0, 65_536),
            USUAL.batch().texts(),
            "Most texts in one batch; 0 is what suits the device.");

    /** Tokens of a batch. */
    public static final Key<Integer> BATCH_PADDED_TOKENS = Key.of(
            "batch.padded.tokens",
            Rule.count(0, 16_777_216),
            USUAL.batch().paddedTokens(),
            "Most tokens in one batch, padding included (texts times the longest of them); 0 is what suits the device.");

    /** How long an idle device waits. */
    public static final Key<Duration> BATCH_LINGER = Key.of(
            "batch.linger.ms",
            Rule.millis(0, 60_000),
            USUAL.batch().linger(),
            "How long an idle device waits for a batch to fill. 0 computes at once what there is.");

    /** Batches on a device at once. */
    public static final Key<Integer> DEVICE_RUNS = Key.of(
            "device.runs",
            Rule.count(0, 1_024),
            USUAL.threads().runs(),
            "Batches that run on a device at once; 0 is what suits it.");

    /** Threads of a run. */
    public static final Key<Integer> RUN_THREADS =
            Key.of("run.threads", Rule.count(1, 1_024), USUAL.threads().perRun(), "Threads of one run on the CPU.");

    /** Threads of a run alone. A service has more models and more to do than one text: it does not load them twice. */
    public static final Key<Integer> RUN_THREADS_ALONE = Key.of(
            "run.threads.alone",
            Rule.count(0, 1_024),
            1,
            "Threads of a run on the CPU beside which nothing runs or waits. More than `run.threads` answers a text that comes alone sooner, and has every model in memory twice; 0 is all cores, at most 8.");

    /** Threads that tokenise. */
    public static final Key<Integer> TOKENIZER_THREADS = Key.of(
            "tokenizer.threads",
            Rule.count(0, 1_024),
            USUAL.threads().tokenizing(),
            "Threads that tokenise; 0 is half the cores.");

    /** Whether to rearrange graphs. */
    public static final Key<Boolean> GRAPH_FUSION = Key.of(
            "graph.fusion",
            Rule.flag(),
            USUAL.compute().graphFusion(),
            "Rearranges a model on the CPU where that computes the same faster: joins the residual addition and the layer normalisation behind it, parts a bias from its Gelu; computes padding only where tokens look at each other; gives every token of an int8 model its own scales, so that texts of one length can share a batch; computes once what several models have in common in their lower layers. `false` runs models as they were written.");

    /** Results to remember. */
    public static final Key<Integer> CACHE_TEXTS = Key.of(
            "cache.texts",
            Rule.count(0, 100_000_000),
            USUAL.cache().texts(),
            "Results to remember by model and text; 0 remembers none.");

    /** What they may take. */
    public static final Key<Long> CACHE_BYTES = Key.of(
            "cache.bytes",
            Rule.bytes(1_024),
            USUAL.cache().bytes(),
            "About how many bytes of memory these may take, their texts included.");

    /** Texts in flight. */
    public static final Key<Integer> WINDOW_TEXTS = Key.of(
            "window.texts",
            Rule.count(0, 1_000_000),
            USUAL.window().texts(),
            "Most texts in flight in this process; beyond it reading waits. 0 is what suits the device: 512 on the CPU, six full batches on a GPU.");

    /** Bytes in flight. */
    public static final Key<Long> WINDOW_BYTES = Key.of(
            "window.bytes",
            Rule.bytes(1_024),
            USUAL.window().bytes(),
            "Most bytes of text in flight in this process; beyond it reading waits.");

    static final Section SECTION = new Section(
            "Models and batches",
            false,
            List.of(
                    DEVICE,
                    MAX_TOKENS,
                    BATCH_TEXTS,
                    BATCH_PADDED_TOKENS,
                    BATCH_LINGER,
                    DEVICE_RUNS,
                    RUN_THREADS,
                    RUN_THREADS_ALONE,
                    TOKENIZER_THREADS,
                    GRAPH_FUSION,
                    CACHE_TEXTS,
                    CACHE_BYTES,
                    WINDOW_TEXTS,
                    WINDOW_BYTES));
}
