package textmill.runtime.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import textmill.runtime.device.Device;
import textmill.runtime.device.DeviceChoice;
import textmill.runtime.device.DeviceException;
import textmill.runtime.device.Placement;

/** Finds out which devices can be used. */
public final class Devices {
    private static final Logger LOG = LoggerFactory.getLogger(Devices.class);
    private static final MatrixProduct.Work SMALL = new MatrixProduct.Work(8, 1, false);

    private Devices() {}

    /**
     * The devices to use, at least one. Each of ONNX Runtime's GPUs among them has multiplied a matrix.
     *
     * @throws DeviceException if a device that was named is not there
     */
    public static List<Device> resolve(DeviceChoice choice) {
        if (!choice.automatic()) {
            choice.devices().forEach(Devices::probe);
            return choice.devices();
        }
        if (!OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA)) {
            LOG.info(
                    "device=auto runs on the CPU: this build of ONNX Runtime is for the CPU alone (TEXTMILL_PROFILE=gpu"
                            + " ./textmill, or mvn -Pgpu, makes the one for GPUs)");
            return List.of(Device.CPU);
        }
        Device gpu = new Device(Device.Kind.CUDA, 0);
        try {
            probe(gpu);
            return List.of(gpu);
        } catch (DeviceException e) {
            LOG.warn(
                    "device=auto runs on the CPU, not on a GPU: {}. For a GPU, {}; device=cpu says that the CPU is meant",
                    e.found(),
                    e.remedy());
            return List.of(Device.CPU);
        }
    }

    private static void probe(Device device) {
        if (device.kind() == Device.Kind.CPU || device.kind().usesOpenVino()) {
            return;
        }
        try (MatrixProduct product = MatrixProduct.open(SessionSettings.of(device, 1), SMALL)) {
            Placement placement = product.placement();
            if (placement.isKnown() && placement.kind() != device.kind()) {
                throw DeviceException.elsewhere(device, placement);
            }
        }
    }
}
