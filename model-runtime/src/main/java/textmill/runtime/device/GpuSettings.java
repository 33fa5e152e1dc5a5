package textmill.runtime.device;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What ONNX Runtime's CUDA and TensorRT providers are told.
 *
 * @param memoryLimitBytes most memory of one session's arena on a GPU; 0 is all there is
 * @param growth how the arena grows
 * @param convSearch how cuDNN's convolutions are chosen; the models here have none
 * @param ownCopyStream copy on another stream than the one that computes
 * @param tf32 multiply 32-bit matrices with 10-bit mantissas
 * @param tensorRt for TensorRT alone
 */
public record GpuSettings(
        long memoryLimitBytes,
        Growth growth,
        ConvSearch convSearch,
        boolean ownCopyStream,
        boolean tf32,
        TensorRt tensorRt) {

    /** How an arena grows when it has no room. */
    public enum Growth {
        /** By what is asked for: memory stays near what the largest batch needs. */
        AS_REQUESTED("kSameAsRequested"),
        /** By a power of two: fewer, larger steps. */
        POWER_OF_TWO("kNextPowerOfTwo");

        private final String option;

        Growth(String option) {
            this.option = option;
        }
    }

    /** How cuDNN looks for its convolution. */
    public enum ConvSearch {
        /** By rules, at once. */
        HEURISTIC,
        /** By trying all of them for every new shape. */
        EXHAUSTIVE,
        /** cuDNN's usual one. */
        DEFAULT
    }

    /**
     * Settings of TensorRT.
     *
     * @param cache where engines are kept between starts, or null to build them at every start
     * @param half let TensorRT compute a 32-bit model with 16 bits
     */
    public record TensorRt(@Nullable Path cache, boolean half) {}

    /**
     * The batches that a TensorRT engine is built for, {@code [rows, width]}.
     *
     * @param usualRows rows of the batch that it should be fastest for
     * @param usualWidth its width
     * @param maxRows most rows
     * @param maxWidth most tokens in a row
     */
    public record Shapes(int usualRows, int usualWidth, int maxRows, int maxWidth) {}

    /** Memory as asked for, no search, one stream, full 32 bits, no cache of engines. */
    public static GpuSettings defaults() {
        return new GpuSettings(0, Growth.AS_REQUESTED, ConvSearch.HEURISTIC, false, false, new TensorRt(null, false));
    }

    /** Options of the CUDA provider, without the number of the device. */
    public Map<String, String> cuda() {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("arena_extend_strategy", growth.option);
        options.put("cudnn_conv_algo_search", convSearch.name());
        options.put("do_copy_in_default_stream", flag(!ownCopyStream));
        options.put("use_tf32", flag(tf32));
        if (memoryLimitBytes > 0) {
            options.put("gpu_mem_limit", String.valueOf(memoryLimitBytes));
        }
        return options;
    }

    /**
     * Options of the TensorRT provider, without the number of the device.
     *
     * @param inputs names of the model's inputs, all {@code [rows, width]}
     * @param shapes what to build for, or null to leave it to the first batches
     */
    public Map<String, String> tensorRt(List<String> inputs, @Nullable Shapes shapes) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("trt_fp16_enable", flag(tensorRt.half));
        if (tensorRt.cache != null) {
            options.put("trt_engine_cache_enable", "1");
            options.put("trt_engine_cache_path", tensorRt.cache.toString());
            options.put("trt_timing_cache_enable", "1");
            options.put("trt_timing_cache_path", tensorRt.cache.toString());
        }
        if (shapes != null) {
            options.put("trt_profile_min_shapes", profile(inputs, 1, 1));
            options.put("trt_profile_opt_shapes", profile(inputs, shapes.usualRows, shapes.usualWidth));
            options.put("trt_profile_max_shapes", profile(inputs, shapes.maxRows, shapes.maxWidth));
        }
        return options;
    }

    private static String profile(List<String> inputs, int rows, int width) {
        return inputs.stream()
                .map(input -> String.format(Locale.ROOT, "%s:%dx%d", input, rows, width))
                .collect(Collectors.joining(","));
    }

    private static String flag(boolean on) {
        return on ? "1" : "0";
    }
}
