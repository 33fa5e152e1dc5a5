package textmill.benchmarks.device;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import textmill.cli.console.CliException;
import textmill.cli.console.ExitCode;
import textmill.cli.console.Terminal;
import textmill.cli.model.ModelNames;
import textmill.runtime.device.Device;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.model.Precision;
import textmill.runtime.onnx.Devices;
import textmill.runtime.onnx.MatrixProduct;
import textmill.runtime.onnx.OnnxModel;
import textmill.runtime.onnx.SessionSettings;

/** {@code textmill bench device}. */
@Command(
        name = "device",
        description =
                "A model's throughput on a device by batch budget and length, how busy the device is, and the share of"
                        + " what products of matrices reach there.",
        sortOptions = false)
public final class DeviceCommand implements Callable<Integer> {
    private static final MatrixProduct.Work CPU_PEAK = new MatrixProduct.Work(1_024, 4, false);
    private static final int GPU_SIZE = 8_192;
    private static final int GPU_PRODUCTS = 8;
    private static final List<Integer> CPU_BUDGETS = List.of(64, 256, 1_024);
    private static final List<Integer> GPU_BUDGETS = List.of(2_048, 8_192, 16_384, 32_768, 65_536);
    private static final int GPU_CALLERS = 3;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private ModelOnDevice where;

    @Option(
            names = "--lengths",
            split = ",",
            paramLabel = "N",
            defaultValue = "16,32,64,128,256,512",
            description = "Tokens per text (default: ${DEFAULT-VALUE}).")
    private List<Integer> lengths = List.of();

    @Option(
            names = "--budgets",
            split = ",",
            paramLabel = "N",
            description = "Padded tokens per batch (default: 64 to 1024 on the CPU, 2048 to 65536 on a GPU).")
    private @Nullable List<Integer> budgets;

    @Option(
            names = "--callers",
            paramLabel = "N",
            defaultValue = "0",
            description = "Batches at once; 0 is a core each on the CPU, 3 on a GPU.")
    private int callers;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "3",
            description = "For each shape (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Option(
            names = "--half",
            description =
                    "Compare with products of 16-bit matrices: for a model that computes in fp16 (default: only where its"
                            + " outputs are fp16).")
    private boolean half;

    @Option(names = "--json", description = "Print one JSON object instead of a table.")
    private boolean json;

    private final Terminal terminal;

    /** A command that writes to a terminal. */
    public DeviceCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path directory = ModelNames.resolve(where.model());
        ModelSpec spec = ModelSpec.read(directory);
        if (where.choice().usesOpenVino()) {
            throw CliException.usage("bench device measures ONNX Runtime's devices, found " + where.device()
                    + "; bench peers --openvino measures OpenVINO");
        }
        Device chosen = Devices.resolve(where.choice()).get(0);
        boolean cpu = chosen.kind() == Device.Kind.CPU;
        int cores = Runtime.getRuntime().availableProcessors();
        int atOnce = callers > 0 ? callers : cpu ? cores : GPU_CALLERS;
        DeviceLoad load = new DeviceLoad(atOnce, Duration.ofMillis(Math.max(1, Math.round(seconds * 1_000))));
        SessionSettings settings = SessionSettings.of(chosen, 1);
        double peak = peak(settings, spec, load);
        try (OnnxModel runner = OnnxModel.open(spec, settings)) {
            DeviceReport report = new DeviceReport(
                    spec.name() + " on " + runner.device() + ", " + atOnce + " batches at once: " + runner.placement(),
                    peak);
            measure(runner, spec, load, report);
            if (json) {
                terminal.print(report.json().toString());
            } else {
                report.lines().forEach(terminal::print);
            }
        }
        return ExitCode.OK;
    }

    private double peak(SessionSettings settings, ModelSpec spec, DeviceLoad load) throws InterruptedException {
        boolean cpu = settings.device().kind() == Device.Kind.CPU;
        boolean narrow = half || spec.onnx().precision() == Precision.FP16;
        MatrixProduct.Work work = cpu ? CPU_PEAK : new MatrixProduct.Work(GPU_SIZE, GPU_PRODUCTS, narrow);
        try (MatrixProduct product = MatrixProduct.open(settings, work)) {
            return load.operationsPerSecond(product);
        }
    }

    private void measure(OnnxModel runner, ModelSpec spec, DeviceLoad load, DeviceReport report)
            throws IOException, InterruptedException {
        TransformerWork work = TransformerWork.of(spec.directory());
        List<Integer> usual = runner.device().kind() == Device.Kind.CPU ? CPU_BUDGETS : GPU_BUDGETS;
        Optional<GpuSampler> sampler = GpuSampler.start(runner.device());
        try {
            for (int budget : budgets == null ? usual : budgets) {
                for (int length : lengths) {
                    if (length < 1 || length > spec.tokenizer().maxTokens() || length > budget) {
                        continue;
                    }
                    DeviceReport.Shape shape = new DeviceReport.Shape(budget / length, length);
                    sampler.ifPresent(GpuSampler::take);
                    double tokens = load.tokensPerSecond(runner, spec, shape.rows(), length);
                    report.add(new DeviceReport.Row(
                            budget,
                            shape,
                            tokens,
                            tokens * work.operationsPerToken(length),
                            sampler.map(GpuSampler::take).orElse(List.of())));
                }
            }
        } finally {
            sampler.ifPresent(GpuSampler::close);
        }
    }
}
