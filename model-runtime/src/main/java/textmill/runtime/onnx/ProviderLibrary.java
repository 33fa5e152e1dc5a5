package textmill.runtime.onnx;

import com.sun.jna.Library;
import com.sun.jna.NativeLibrary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import textmill.runtime.device.Device;

/**
 * Finds out why a provider's library could not be loaded. ONNX Runtime writes the reason to stderr and throws without it;
 * the system's loader can be asked again.
 */
final class ProviderLibrary {
    private static final int LAZILY = 1;

    private ProviderLibrary() {}

    /** What the loader says, if ONNX Runtime's libraries are in a directory that is known. */
    static Optional<String> whyNotLoaded(Device.Kind kind) {
        String directory = System.getProperty("onnxruntime.native.path");
        if (directory == null) {
            return Optional.empty();
        }
        return whyNotLoaded(Path.of(directory, System.mapLibraryName("onnxruntime_providers_" + kind.text()))
                .toAbsolutePath());
    }

    static Optional<String> whyNotLoaded(Path library) {
        if (!Files.isReadable(library)) {
            return Optional.of(library.getFileName() + ": cannot open shared object file");
        }
        // It loads after all: then it stays loaded, as it would have for ONNX Runtime.
        try {
            NativeLibrary unused =
                    NativeLibrary.getInstance(library.toString(), Map.of(Library.OPTION_OPEN_FLAGS, LAZILY));
            return Optional.empty();
        } catch (UnsatisfiedLinkError e) {
            return Optional.ofNullable(e.getMessage());
        }
    }
}
