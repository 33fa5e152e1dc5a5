package textmill.topology.config;

import java.nio.file.Path;
import java.util.List;
import textmill.runtime.device.OpenVinoSettings;

/** What OpenVINO is told. Defaults are the runtime's own. */
public final class OpenVinoKeys {
    private static final OpenVinoSettings USUAL = OpenVinoSettings.defaults();

    private OpenVinoKeys() {}

    /** How to compute. */
    public static final Key<OpenVinoSettings.Precision> PRECISION = Key.of(
            "precision",
            Rule.word(OpenVinoSettings.Precision.class),
            USUAL.precision(),
            "How `device = openvino` computes a 32-bit model. `auto` is bf16 on a CPU that has instructions for it (fp16 on a GPU or NPU) if a dozen texts then keep a cosine above 0.9995 to fp32, else fp32. A precision that is named must be one that the device has.");

    /** Where the library is. */
    public static final Key<Path> LIBRARY = Key.optional(
            "openvino.library",
            Rule.path(),
            "OpenVINO's C library (`libopenvino_c.so`), or a directory that holds it: the folder `openvino/libs` of the Python wheel, or an installation. Not set: `OPENVINO_LIBRARY`, `OPENVINO_HOME`, `INTEL_OPENVINO_DIR`, `INSTALL_DIR` in the environment, then the path of the system's loader. See [OpenVINO](../how-to/openvino.md).");

    /** Where compiled models are kept. */
    public static final Key<Path> CACHE_DIRECTORY = Key.optional(
            "openvino.cache.directory",
            Rule.path(),
            "Directory in which compiled models are kept between starts. Not set: `openvino` in `TEXTMILL_CACHE`, or `textmill/openvino` in the user's cache.");

    static final Section SECTION = new Section("OpenVINO", false, List.of(PRECISION, LIBRARY, CACHE_DIRECTORY));
}
