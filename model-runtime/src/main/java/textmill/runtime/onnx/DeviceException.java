package textmill.runtime.onnx;

import org.jspecify.annotations.Nullable;

/** A device that was asked for by name cannot be used. One line: what was asked, what there is, what to do. */
public final class DeviceException extends RuntimeException {
    DeviceException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
