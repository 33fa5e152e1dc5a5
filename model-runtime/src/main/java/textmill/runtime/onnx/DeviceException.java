package textmill.runtime.onnx;

import org.jspecify.annotations.Nullable;

/** A device that was asked for by name cannot be used. One line: what was asked, what there is, what to do. */
public final class DeviceException extends RuntimeException {
    private final transient DeviceProblem problem;

    DeviceException(Device device, DeviceProblem problem, @Nullable Throwable cause) {
        super(
                "device " + device + ": expected a device that ONNX Runtime can use, found that " + problem.found()
                        + "; " + problem.remedy() + ", or set device=auto or device=cpu",
                cause);
        this.problem = problem;
    }

    DeviceProblem problem() {
        return problem;
    }

    /** A model whose work ONNX Runtime gave to another device than the one that was named. */
    public static DeviceException elsewhere(Device device, Placement placement) {
        return new DeviceException(device, DeviceProblem.elsewhere(placement), null);
    }
}
