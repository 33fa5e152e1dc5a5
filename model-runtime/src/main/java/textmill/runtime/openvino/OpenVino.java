package textmill.runtime.openvino;

import com.sun.jna.FunctionMapper;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import textmill.runtime.device.Device;
import textmill.runtime.device.DeviceException;

/** OpenVINO's library with a core of its own, which must outlive everything that was made with it. Thread-safe. */
final class OpenVino implements AutoCloseable {
    private static final String LOADER_NAME = "openvino_c";
    private static final int LAZILY = 1;

    /** Threads of its own may still end while a JVM does: what is loaded stays. */
    private static final int NEVER_UNLOADED = 0x1000;

    private static final String INSTALL = "install OpenVINO 2024.0 or later (for example pip install openvino) and set "
            + LibrarySearch.KEY + " to the folder openvino/libs that it made (see docs/how-to/openvino.md)";

    private final OpenVinoLibrary library;
    private final Pointer core;

    private OpenVino(OpenVinoLibrary library, Pointer core) {
        this.library = library;
        this.core = core;
    }

    /** A call that makes something. */
    @FunctionalInterface
    interface Maker {
        int make(PointerByReference made);
    }

    /**
     * Loads the library, if it is not loaded yet.
     *
     * @param named where the user says it is, or null
     * @throws DeviceException if it is not there, does not load, or has no such device
     */
    static OpenVino open(@Nullable Path named, Device device) {
        OpenVinoLibrary library = load(LibrarySearch.look(named, System.getenv()), device);
        try {
            OpenVino openVino = new OpenVino(library, make(library, library::coreCreate));
            try {
                openVino.property(name(device), "FULL_DEVICE_NAME");
                return openVino;
            } catch (OpenVinoException e) {
                openVino.close();
                throw new DeviceException(
                        device,
                        "OpenVINO finds no such device (" + e.words() + ")",
                        "check its driver, or use openvino:CPU",
                        e);
            }
        } catch (OpenVinoException e) {
            throw new DeviceException(device, "OpenVINO does not start (" + e.words() + ")", INSTALL, e);
        }
    }

    private static OpenVinoLibrary load(LibrarySearch search, Device device) {
        Path file = search.file();
        boolean named = search.looked().get(0).startsWith(LibrarySearch.KEY);
        if (file == null && named) {
            throw missing(device, search, null);
        }
        try {
            return Native.load(
                    file == null ? LOADER_NAME : file.toAbsolutePath().toString(), OpenVinoLibrary.class, options());
        } catch (UnsatisfiedLinkError e) {
            if (file == null) {
                throw missing(device, search, e);
            }
            String said = String.valueOf(e.getMessage()).replaceAll("\\s+", " ").strip();
            throw new DeviceException(device, file + " does not load (" + said + ")", INSTALL, e);
        }
    }

    private static DeviceException missing(Device device, LibrarySearch search, @Nullable Throwable cause) {
        return new DeviceException(
                device,
                "its C library (" + System.mapLibraryName(LOADER_NAME) + ") is not there; looked in "
                        + String.join(", ", search.looked()),
                INSTALL,
                cause);
    }

    private static Map<String, Object> options() {
        FunctionMapper names = (unused, method) ->
                "ov_" + method.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
        return Map.of(
                Library.OPTION_FUNCTION_MAPPER,
                names,
                Library.OPTION_STRING_ENCODING,
                StandardCharsets.UTF_8.name(),
                Library.OPTION_OPEN_FLAGS,
                com.sun.jna.Platform.isLinux() ? LAZILY | NEVER_UNLOADED : LAZILY);
    }

    /** A device's name in OpenVINO. */
    static String name(Device device) {
        return switch (device.kind()) {
            case OPENVINO_GPU -> "GPU";
            case OPENVINO_NPU -> "NPU";
            default -> "CPU";
        };
    }

    /** The library. */
    OpenVinoLibrary library() {
        return library;
    }

    /** Its version and build. */
    String version() throws OpenVinoException {
        try (Memory version = new Memory(2L * Native.POINTER_SIZE)) {
            check(library.getOpenvinoVersion(version));
            try {
                return version.getPointer(0).getString(0);
            } finally {
                library.versionFree(version);
            }
        }
    }

    /** What a device says of itself. */
    String property(String device, String key) throws OpenVinoException {
        return text(value -> library.coreGetProperty(core, device, key, value));
    }

    /** What a compiled model says of itself. */
    String propertyOf(Pointer compiled, String key) throws OpenVinoException {
        return text(value -> library.compiledModelGetProperty(compiled, key, value));
    }

    /** A model ready to run; the caller frees it. */
    Pointer compile(Path model, Device device, Map<String, String> properties) throws OpenVinoException {
        List<String> words = new ArrayList<>();
        properties.forEach((key, value) -> words.addAll(List.of(key, value)));
        return make(compiled -> library.coreCompileModelFromFile(
                core, model.toString(), name(device), words.size(), compiled, words.toArray()));
    }

    /** What a call makes. */
    Pointer make(Maker maker) throws OpenVinoException {
        return make(library, maker);
    }

    /** Does nothing if a call succeeded. */
    void check(int status) throws OpenVinoException {
        check(library, status);
    }

    private static Pointer make(OpenVinoLibrary library, Maker maker) throws OpenVinoException {
        PointerByReference made = new PointerByReference();
        check(library, maker.make(made));
        return Objects.requireNonNull(made.getValue());
    }

    private static void check(OpenVinoLibrary library, int status) throws OpenVinoException {
        if (status == 0) {
            return;
        }
        Pointer said = library.getLastErrMsg();
        if (said == null) {
            throw new OpenVinoException(status, "");
        }
        try {
            throw new OpenVinoException(status, said.getString(0, StandardCharsets.UTF_8.name()));
        } finally {
            library.free(said);
        }
    }

    private String text(Maker maker) throws OpenVinoException {
        Pointer characters = make(maker);
        try {
            return characters.getString(0, StandardCharsets.UTF_8.name());
        } finally {
            library.free(characters);
        }
    }

    @Override
    public void close() {
        library.coreFree(core);
    }
}
