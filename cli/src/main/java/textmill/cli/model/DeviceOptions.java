package textmill.cli.model;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import textmill.cli.console.CliException;
import textmill.runtime.device.DeviceChoice;
import textmill.runtime.device.OpenVinoSettings;
import textmill.runtime.device.OpenVinoSettings.Precision;
import textmill.runtime.engine.EngineConfig;

/** Options of every command that runs a model: on what, and how. */
public final class DeviceOptions {
    @Option(
            names = {"-d", "--device"},
            paramLabel = "DEVICE",
            defaultValue = "auto",
            description = DeviceChoice.SYNTAX + " (default: ${DEFAULT-VALUE}).")
    private String device = "";

    @Option(
            names = "--precision",
            paramLabel = "PRECISION",
            defaultValue = "auto",
            description = "How OpenVINO computes: auto, fp32, bf16, fp16 (default: ${DEFAULT-VALUE}).")
    private String precision = "";

    @Option(
            names = "--openvino-library",
            paramLabel = "PATH",
            description = "OpenVINO's C library or the folder that holds it (default: OPENVINO_LIBRARY, OPENVINO_HOME,"
                    + " or where the system looks).")
    private @Nullable Path openVinoLibrary;

    @Option(
            names = "--graph-fusion",
            paramLabel = "true|false",
            arity = "1",
            defaultValue = "true",
            description = "Rearrange the model where that computes the same faster; false runs it as it was written, an"
                    + " int8 model with the numbers of ONNX Runtime (default: ${DEFAULT-VALUE}).")
    private boolean graphFusion = true;

    /**
     * These settings with what the user asked for.
     *
     * @throws CliException if an option does not fit
     */
    public EngineConfig apply(EngineConfig config) {
        DeviceChoice choice = choice();
        Precision wanted = precision();
        if ((wanted == Precision.BF16 || wanted == Precision.FP16) && !choice.usesOpenVino()) {
            throw CliException.usage("--precision " + wanted.text() + " is computed by OpenVINO alone: expected"
                    + " --device openvino, found --device " + choice);
        }
        return config.withDevice(choice)
                .withGraphFusion(graphFusion)
                .withOpenVino(new OpenVinoSettings(openVinoLibrary, wanted, null));
    }

    private DeviceChoice choice() {
        try {
            return DeviceChoice.parse(device);
        } catch (IllegalArgumentException e) {
            throw CliException.usage("--" + e.getMessage());
        }
    }

    private Precision precision() {
        return Arrays.stream(Precision.values())
                .filter(value -> value.text().equals(precision.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> CliException.usage("--precision: expected one of "
                        + Arrays.stream(Precision.values()).map(Precision::text).collect(Collectors.joining(", "))
                        + ", found '" + precision + "'"));
    }
}
