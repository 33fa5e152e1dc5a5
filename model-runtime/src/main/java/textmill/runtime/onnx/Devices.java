package textmill.runtime.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out which devices can be used. */
public final class Devices {
    private static final Logger LOG = LoggerFactory.getLogger(Devices.class);

    private Devices() {}

    /**
     * The devices to use, at least one.
     *
     * @throws DeviceException if a device that was named is not there
     */
    public static List<Device> resolve(DeviceChoice choice) {
        if (!choice.automatic()) {
            for (Device device : choice.devices()) {
                probe(device);
            }
            return choice.devices();
        }
        SilentEnvironment.get();
        List<Device> candidates = new ArrayList<>();
        if (OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA)) {
            candidates.add(new Device(Device.Kind.CUDA, 0));
        }
        for (Device candidate : candidates) {
            try {
                probe(candidate);
                return List.of(candidate);
            } catch (DeviceException e) {
                LOG.info("Not used: {}", e.getMessage());
            }
        }
        return List.of(Device.CPU);
    }

    private static void probe(Device device) {
        SilentEnvironment.get();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            select(options, device);
        }
    }

    static void select(OrtSession.SessionOptions options, Device device) {
        try {
            switch (device.kind()) {
                case CPU -> {
                    // always there
                }
                case CUDA -> options.addCUDA(device.index());
                case TENSORRT -> {
                    options.addTensorrt(device.index());
                    options.addCUDA(device.index());
                }
            }
        } catch (OrtException e) {
            EnumSet<OrtProvider> available = OrtEnvironment.getAvailableProviders();
            throw new DeviceException(
                    "device " + device + ": expected a device that ONNX Runtime can use, found only the providers "
                            + available + " (" + String.valueOf(e.getMessage()).replaceAll("\\s+", " ")
                            + "); install the GPU build and its driver, or set device=auto or device=cpu",
                    e);
        }
    }
}
