package textmill.runtime.device;

import org.jspecify.annotations.Nullable;

/** A device that was asked for by name cannot be used. One line: what was asked, what there is, what to do. */
public final class DeviceException extends RuntimeException {
    private final String found;
    private final String remedy;

    /**
     * Makes the line.
     *
     * @param found what is the matter
     * @param remedy what to do, an imperative
     */
    public DeviceException(Device device, String found, String remedy, @Nullable Throwable cause) {
        super(
                "device " + device + ": expected a device that "
                        + (device.kind().usesOpenVino() ? "OpenVINO" : "ONNX Runtime") + " can use, found that " + found
                        + "; " + remedy + ", or set device=auto or device=cpu",
                cause);
        this.found = found;
        this.remedy = remedy;
    }

    /** A model whose work was quietly done on another device than the one that was named. */
    public static DeviceException elsewhere(Device device, Placement placement) {
        return new DeviceException(
                device,
                "it computes elsewhere (" + placement + ")",
                "look for ONNX Runtime's reason with --verbose",
                null);
    }

    /** What is the matter. */
    public String found() {
        return found;
    }

    /** What to do, an imperative. */
    public String remedy() {
        return remedy;
    }
}
