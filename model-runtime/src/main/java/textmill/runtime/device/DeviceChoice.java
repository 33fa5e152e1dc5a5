package textmill.runtime.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the user wants to run on.
 *
 * @param automatic take the best device there is; {@code devices} is then empty
 * @param devices the devices to use, all of them
 */
public record DeviceChoice(boolean automatic, List<Device> devices) {
    private static final String SYNTAX = "auto, cpu, cuda[:N], tensorrt[:N], or several of the last three with commas";

    /** Copies the list. */
    public DeviceChoice {
        devices = List.copyOf(devices);
    }

    /** The best device there is. */
    public static DeviceChoice auto() {
        return new DeviceChoice(true, List.of());
    }

    /**
     * Reads {@code auto}, or a comma-separated list of {@code cpu}, {@code cuda[:N]}, {@code tensorrt[:N]}.
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
        String[] parts = text.split(":", 2);
        for (Device.Kind kind : Device.Kind.values()) {
            if (kind.text().equals(parts[0].toLowerCase(Locale.ROOT))) {
                if (parts.length == 1) {
                    return new Device(kind, 0);
                }
                if (kind != Device.Kind.CPU && parts[1].matches("\\d{1,3}")) {
                    return new Device(kind, Integer.parseInt(parts[1]));
                }
            }
        }
        throw new IllegalArgumentException("device: expected " + SYNTAX + ", found '" + text + "'");
    }

    @Override
    public String toString() {
        return automatic
                ? "auto"
                : String.join(",", devices.stream().map(Device::toString).toList());
    }
}
