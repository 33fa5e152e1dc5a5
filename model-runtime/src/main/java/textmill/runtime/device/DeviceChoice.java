package textmill.runtime.device;

import java.util.ArrayList;
import java.util.List;

/**
 * What the user wants to run on.
 *
 * @param automatic take the best device there is; {@code devices} is then empty
 * @param devices the devices to use, all of them
 */
public record DeviceChoice(boolean automatic, List<Device> devices) {
    /** What can be written, for messages and help. */
    public static final String SYNTAX =
            "auto, or cpu, openvino[:CPU or :GPU or :NPU], cuda[:N], tensorrt[:N], or several of these with commas";

    /** Copies the list. */
    public DeviceChoice {
        devices = List.copyOf(devices);
    }

    /** The best device there is. */
    public static DeviceChoice auto() {
        return new DeviceChoice(true, List.of());
    }

    /**
     * Reads {@code auto}, or a comma-separated list of {@code cpu}, {@code openvino[:CPU|GPU|NPU]}, {@code cuda[:N]}, {@code
     * tensorrt[:N]}.
     *
     * @throws IllegalArgumentException saying what was expected
     */
    public static DeviceChoice parse(String text) {
        if (text.strip().equalsIgnoreCase("auto")) {
            return auto();
        }
        List<Device> devices = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            Device device = device(part.strip());
            if (devices.contains(device)) {
                throw new IllegalArgumentException(
                        "device: expected each device once, found " + device + " twice in '" + text + "'");
            }
            devices.add(device);
        }
        return new DeviceChoice(false, devices);
    }

    private static Device device(String text) {
        for (Device.Kind kind : Device.Kind.values()) {
            if (kind.isCalled(text)) {
                return new Device(kind, 0);
            }
        }
        String[] parts = text.split(":", 2);
        for (Device.Kind kind : Device.Kind.values()) {
            if (parts.length == 2 && kind.isNumbered() && kind.isCalled(parts[0]) && parts[1].matches("\\d{1,3}")) {
                return new Device(kind, Integer.parseInt(parts[1]));
            }
        }
        throw new IllegalArgumentException("device: expected " + SYNTAX + ", found '" + text + "'");
    }

    /** True if OpenVINO is among what is to be used; {@code auto} never means it. */
    public boolean usesOpenVino() {
        return devices.stream().anyMatch(device -> device.kind().usesOpenVino());
    }

    @Override
    public String toString() {
        return automatic
                ? "auto"
                : String.join(",", devices.stream().map(Device::toString).toList());
    }
}
