package textmill.runtime.engine.start;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import textmill.runtime.batch.LengthBuckets;
import textmill.runtime.device.Device;
import textmill.runtime.device.GpuSettings;
import textmill.runtime.engine.EngineConfig;

class DeviceDefaultsTest {
    private static final Device CUDA = new Device(Device.Kind.CUDA, 0);
    private static final Device TENSORRT = new Device(Device.Kind.TENSORRT, 0);

    @Test
    void shouldKeepAGpuBusyWithLargeBatchesOfFewShapesAndSeveralCallers() {
        DeviceDefaults gpu = DeviceDefaults.of(EngineConfig.defaults(), CUDA);

        assertThat(gpu.maxPaddedTokens()).isEqualTo(32_768);
        assertThat(gpu.callers()).isGreaterThanOrEqualTo(2);
        assertThat(gpu.windowTexts()).isGreaterThanOrEqualTo((gpu.callers() + 1) * gpu.maxRows());
        assertThat(gpu.buckets(512)).isEqualTo(new LengthBuckets(512));
        assertThat(gpu.runCost()).isGreaterThan(cpuRunCost());
    }

    private static int cpuRunCost() {
        return DeviceDefaults.of(EngineConfig.defaults(), Device.CPU).runCost();
    }

    @Test
    void shouldRoundNothingOnTheCpu() {
        DeviceDefaults cpu = DeviceDefaults.of(EngineConfig.defaults(), Device.CPU);

        assertThat(cpu.buckets(512)).isEqualTo(LengthBuckets.none());
        assertThat(cpu.maxPaddedTokens()).isEqualTo(256);
        assertThat(cpu.windowTexts()).isEqualTo(512);
        assertThat(DeviceDefaults.of(EngineConfig.defaults().withBatch(0, 1_000), Device.CPU)
                        .windowTexts())
                .isEqualTo(2_000);
    }

    @Test
    void shouldGiveOpenVinoOnTheCpuLargerBatches() {
        DeviceDefaults cpu = DeviceDefaults.of(EngineConfig.defaults(), new Device(Device.Kind.OPENVINO_CPU, 0));

        assertThat(cpu.maxPaddedTokens()).isEqualTo(512);
        assertThat(cpu.buckets(512)).isEqualTo(LengthBuckets.fine(512));
        assertThat(DeviceDefaults.of(EngineConfig.defaults().withBatch(100, 0), new Device(Device.Kind.OPENVINO_CPU, 0))
                        .maxPaddedTokens())
                .isEqualTo(100);
        assertThat(DeviceDefaults.of(EngineConfig.defaults(), new Device(Device.Kind.OPENVINO_GPU, 0))
                        .maxPaddedTokens())
                .isEqualTo(256);
    }

    @Test
    void shouldGiveATextAloneAtLeastTheUsualThreads() {
        EngineConfig config = EngineConfig.defaults();
        int cores = Runtime.getRuntime().availableProcessors();

        assertThat(DeviceDefaults.of(config, Device.CPU).threadsAlone()).isEqualTo(Math.min(cores, 8));
        assertThat(DeviceDefaults.of(config.withThreadsAlone(1), Device.CPU).threadsAlone())
                .isOne();
        assertThat(DeviceDefaults.of(config.withThreads(1, 3, 1).withThreadsAlone(2), Device.CPU)
                        .threadsAlone())
                .isEqualTo(3);
        assertThat(DeviceDefaults.of(config, CUDA).threadsAlone()).isOne();
    }

    @Test
    void shouldDeriveTensorRtsShapesFromTheBatchLimits() {
        EngineConfig config = EngineConfig.defaults();

        assertThat(DeviceDefaults.of(config, TENSORRT).shapes(512))
                .isEqualTo(new GpuSettings.Shapes(256, 128, 256, 512));
        assertThat(DeviceDefaults.of(config.withBatch(4_096, 64), TENSORRT).shapes(512))
                .isEqualTo(new GpuSettings.Shapes(32, 128, 64, 512));
        assertThat(DeviceDefaults.of(config.withBatch(64, 8), TENSORRT).shapes(32))
                .isEqualTo(new GpuSettings.Shapes(2, 32, 8, 32));
    }
}
