package textmill.topology.config;

import java.nio.file.Path;
import java.util.List;
import textmill.runtime.device.GpuSettings;

/** What GPUs are told. Defaults are the runtime's own. */
public final class GpuKeys {
    private static final GpuSettings USUAL = GpuSettings.defaults();

    private GpuKeys() {}

    /** On which stream batches are copied. */
    public enum CopyStream {
        /** The one that computes. */
        COMPUTE,
        /** One of its own. */
        OWN
    }

    /** Most memory of a model's working set. */
    public static final Key<Long> MEMORY_LIMIT_BYTES = Key.of(
            "cuda.memory.limit.bytes",
            Rule.bytes(0),
            USUAL.memoryLimitBytes(),
            "Most memory that the working set of one model may take on a GPU; 0 is all there is. A batch that finds no memory is halved.");

    /** How memory grows. */
    public static final Key<GpuSettings.Growth> MEMORY_GROWTH = Key.of(
            "cuda.memory.growth",
            Rule.word(GpuSettings.Growth.class),
            USUAL.growth(),
            "How that memory grows. It is kept until the process ends.");

    /** How convolutions are chosen. */
    public static final Key<GpuSettings.ConvSearch> CONV_SEARCH = Key.of(
            "cuda.conv.search",
            Rule.word(GpuSettings.ConvSearch.class),
            USUAL.convSearch(),
            "How cuDNN chooses a convolution; `exhaustive` tries all for every new shape. BERT and ELECTRA have none.");

    /** On which stream batches are copied. */
    public static final Key<CopyStream> COPY_STREAM = Key.of(
            "cuda.copy.stream",
            Rule.word(CopyStream.class),
            USUAL.ownCopyStream() ? CopyStream.OWN : CopyStream.COMPUTE,
            "The CUDA stream that a batch is copied on: the one that computes it, or one of its own. ONNX Runtime warns of races with `own`.");

    /** Whether 10-bit mantissas will do. */
    public static final Key<Boolean> TF32 = Key.of(
            "cuda.tf32",
            Rule.flag(),
            USUAL.tf32(),
            "Lets a GPU multiply 32-bit matrices with 10-bit mantissas: faster, and results differ from the CPU's in the fourth digit.");

    /** Where TensorRT keeps engines. */
    public static final Key<Path> TENSORRT_CACHE_DIRECTORY = Key.optional(
            "tensorrt.cache.directory",
            Rule.path(),
            "Directory in which TensorRT keeps the engines that it builds, minutes each. Not set: they are built at every start.");

    /** Whether TensorRT may use 16 bits. */
    public static final Key<Boolean> TENSORRT_FP16 = Key.of(
            "tensorrt.fp16",
            Rule.flag(),
            USUAL.tensorRt().half(),
            "Lets TensorRT compute a 32-bit model with 16 bits.");

    static final Section SECTION = new Section(
            "GPUs",
            false,
            List.of(
                    MEMORY_LIMIT_BYTES,
                    MEMORY_GROWTH,
                    CONV_SEARCH,
                    COPY_STREAM,
                    TF32,
                    TENSORRT_CACHE_DIRECTORY,
                    TENSORRT_FP16));
}
