package textmill.runtime.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GpuSettingsTest {
    @Test
    void shouldKeepMemoryNearWhatIsNeededUnlessTold() {
        assertThat(GpuSettings.defaults().cuda())
                .isEqualTo(Map.of(
                        "arena_extend_strategy", "kSameAsRequested",
                        "cudnn_conv_algo_search", "HEURISTIC",
                        "do_copy_in_default_stream", "1",
                        "use_tf32", "0"));
    }

    @Test
    void shouldPassEverySettingOn() {
        GpuSettings settings = new GpuSettings(
                1 << 30,
                GpuSettings.Growth.POWER_OF_TWO,
                GpuSettings.ConvSearch.EXHAUSTIVE,
                true,
                true,
                new GpuSettings.TensorRt(null, false));

        assertThat(settings.cuda())
                .containsEntry("gpu_mem_limit", "1073741824")
                .containsEntry("arena_extend_strategy", "kNextPowerOfTwo")
                .containsEntry("cudnn_conv_algo_search", "EXHAUSTIVE")
                .containsEntry("do_copy_in_default_stream", "0")
                .containsEntry("use_tf32", "1");
    }

    @Test
    void shouldHaveTensorRtBuildForEveryBatchThatTheLimitsAllow() {
        GpuSettings settings = new GpuSettings(
                0,
                GpuSettings.Growth.AS_REQUESTED,
                GpuSettings.ConvSearch.HEURISTIC,
                false,
                false,
                new GpuSettings.TensorRt(Path.of("/engines"), true));

        assertThat(settings.tensorRt(
                        List.of("input_ids", "attention_mask"), new GpuSettings.Shapes(128, 128, 256, 512)))
                .isEqualTo(Map.of(
                        "trt_fp16_enable", "1",
                        "trt_engine_cache_enable", "1",
                        "trt_engine_cache_path", "/engines",
                        "trt_timing_cache_enable", "1",
                        "trt_timing_cache_path", "/engines",
                        "trt_profile_min_shapes", "input_ids:1x1,attention_mask:1x1",
                        "trt_profile_opt_shapes", "input_ids:128x128,attention_mask:128x128",
                        "trt_profile_max_shapes", "input_ids:256x512,attention_mask:256x512"));
        assertThat(GpuSettings.defaults().tensorRt(List.of("input_ids"), null))
                .isEqualTo(Map.of("trt_fp16_enable", "0"));
    }
}
