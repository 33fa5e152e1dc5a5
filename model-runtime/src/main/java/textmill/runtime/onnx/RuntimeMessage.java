package textmill.runtime.onnx;

import java.util.Locale;
import textmill.runtime.runner.RunFailedException;

/** What ONNX Runtime means: it has one error code for nearly everything, so its words must be read. */
final class RuntimeMessage {
    private RuntimeMessage() {}

    /** What a caller can do about it. */
    static RunFailedException.Kind classify(String message) {
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
            return RunFailedException.Kind.OUT_OF_MEMORY;
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
            return RunFailedException.Kind.DEVICE_LOST;
        }
        return RunFailedException.Kind.INPUT;
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
