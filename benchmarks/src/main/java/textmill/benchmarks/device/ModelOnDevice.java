package textmill.benchmarks.device;

import picocli.CommandLine.Option;
import textmill.cli.console.CliException;
import textmill.runtime.device.DeviceChoice;

/** The options that say what runs where. */
public final class ModelOnDevice {
    @Option(
            names = {"-m", "--model"},
            paramLabel = "NAME|DIR",
            defaultValue = "all-minilm-l6-v2",
            description = "A bundled model or a directory (default: ${DEFAULT-VALUE}).")
    private String model = "";

    @Option(
            names = {"-d", "--device"},
            paramLabel = "DEVICE",
            defaultValue = "auto",
            description = DeviceChoice.SYNTAX + " (default: ${DEFAULT-VALUE}).")
    private String device = "";

    /** The model as it was named. */
    public String model() {
        return model;
    }

    /** The device as it was named. */
    public String device() {
        return device;
    }

    /** The device; wrong use if it is none. */
    DeviceChoice choice() {
        try {
            return DeviceChoice.parse(device);
        } catch (IllegalArgumentException e) {
            throw CliException.usage("--" + e.getMessage());
        }
    }
}
