package textmill.runtime.onnx;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A run that gave no outputs. */
public final class RunFailure extends Exception {
    private final Kind kind;
    private final String message;

    /** What the caller can do about it. */
    public enum Kind {
        /** This batch was too large for the memory: a smaller one may pass. */
        OUT_OF_MEMORY,
        /** The device is gone: no batch will pass. */
        DEVICE_LOST,
        /** Something in this batch: the others may pass. */
        INPUT
    }

    /** With the runtime's own words. */
    public RunFailure(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.message = message;
    }

    @Override
    public String getMessage() {
        return message;
    }

    /** What the caller can do about it. */
    public Kind kind() {
        return kind;
    }

    /** ONNX Runtime has one error code for nearly everything, so its words must be read. */
    static Kind classify(String message) {
        String words = message.toLowerCase(Locale.ROOT);
        if (containsAny(
                words,
                "bad_alloc",
                "bad allocation",
                "out of memory",
                "failed to allocate",
                "not enough memory",
                "is smaller than requested bytes",
                "cudaerrormemoryallocation",
                "cublas_status_alloc_failed",
                "cudnn_status_alloc_failed",
                "std::length_error")) {
            return Kind.OUT_OF_MEMORY;
        }
        if (containsAny(
                words,
                "cuda failure",
                "cuda error",
                "cublas failure",
                "cudnn failure",
                "cudnn_fe failure",
                "cufft failure",
                "nccl failure",
                "no cuda-capable device",
                "driver shutting down",
                "cuda_error",
                "cudaerror",
                "enqueue failed",
                "fell off the bus",
                "device lost",
                "device_reset",
                "an illegal memory access",
                "device-side assert",
                "unspecified launch failure")) {
            return Kind.DEVICE_LOST;
        }
        return Kind.INPUT;
    }

    private static boolean containsAny(String words, String... any) {
        for (String one : any) {
            if (words.contains(one)) {
                return true;
            }
        }
        return false;
    }
}
