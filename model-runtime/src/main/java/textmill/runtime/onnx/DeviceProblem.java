package textmill.runtime.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import textmill.runtime.device.Device;
import textmill.runtime.device.DeviceException;

/**
 * Why a device cannot be used, from what ONNX Runtime says, and what to do.
 *
 * @param found what is the matter
 * @param remedy what to do, an imperative
 */
record DeviceProblem(String found, String remedy) {
    private static final Pattern MISSING_LIBRARY =
            Pattern.compile("(lib[\\w+-]+\\.so[.\\d]*): cannot open shared object");

    /** The exception for a device, from what ONNX Runtime threw. */
    static DeviceException exception(Device device, OrtException cause) {
        String words = String.valueOf(cause.getMessage());
        if (words.contains("Failed to load shared library")) {
            words = ProviderLibrary.whyNotLoaded(device.kind()).orElse(words);
        }
        DeviceProblem problem = of(device, words);
        return new DeviceException(device, problem.found(), problem.remedy(), cause);
    }

    /** What ONNX Runtime's words mean. */
    static DeviceProblem of(Device device, String message) {
        String words = message.toLowerCase(Locale.ROOT);
        OrtProvider provider = device.kind() == Device.Kind.TENSORRT ? OrtProvider.TENSOR_RT : OrtProvider.CUDA;
        Matcher library = MISSING_LIBRARY.matcher(message);
        if (library.find()) {
            return missing(library.group(1));
        }
        if (words.contains("no cuda-capable device")) {
            return new DeviceProblem(
                    "no GPU is visible to this process",
                    "check it with nvidia-smi (a container needs --gpus all, and CUDA_VISIBLE_DEVICES hides devices)");
        }
        if (words.contains("driver version is insufficient") || words.contains("system has unsupported")) {
            return new DeviceProblem(
                    "the NVIDIA driver is too old for the CUDA of this build", "install driver 525.60 or later");
        }
        if (words.contains("invalid device ordinal") || words.contains("invalid device id")) {
            return new DeviceProblem("there is no GPU with this number", "see nvidia-smi -L for those there are");
        }
        if (words.contains("failed to load shared library")) {
            return new DeviceProblem(
                    "a native library is missing that the line of ONNX Runtime above names",
                    "install it and put its directory on LD_LIBRARY_PATH");
        }
        if (!OrtEnvironment.getAvailableProviders().contains(provider)) {
            return new DeviceProblem(
                    "this build of ONNX Runtime has no " + provider.getName() + ", only "
                            + OrtEnvironment.getAvailableProviders(),
                    "use the GPU build (TEXTMILL_PROFILE=gpu ./textmill, or mvn -Pgpu)");
        }
        return new DeviceProblem(
                "ONNX Runtime says: " + message.replaceAll("\\s+", " ").strip(),
                "see docs/how-to/gpu.md for what these words mean");
    }

    private static DeviceProblem missing(String library) {
        String remedy;
        if (library.startsWith("libcuda.so")) {
            remedy = "install the NVIDIA driver";
        } else if (library.startsWith("libcudnn")) {
            remedy = "install cuDNN 9 for the CUDA of this build and put its directory on LD_LIBRARY_PATH";
        } else if (library.startsWith("libnvinfer") || library.startsWith("libnvonnxparser")) {
            remedy = "install TensorRT 10 and put its directory on LD_LIBRARY_PATH";
        } else {
            remedy = "install the CUDA libraries of that version and put their directory on LD_LIBRARY_PATH";
        }
        return new DeviceProblem("the native library " + library + " is missing", remedy);
    }
}
