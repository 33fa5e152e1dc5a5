package textmill.runtime;

import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import textmill.runtime.device.DeviceChoice;
import textmill.runtime.device.OpenVinoSettings;
import textmill.runtime.device.OpenVinoSettings.Precision;
import textmill.runtime.engine.EngineConfig;

/** OpenVINO, where the environment variable {@code OPENVINO_LIBRARY} names one; a test that needs it is skipped elsewhere. */
public final class OpenVinoInstallation {
    private static final String VARIABLE = "OPENVINO_LIBRARY";

    private OpenVinoInstallation() {}

    /** Its library or directory; skips the test without one. */
    public static Path required() {
        String named = System.getenv(VARIABLE);
        Assumptions.assumeTrue(named != null && !named.isBlank(), VARIABLE + " names no OpenVINO");
        return Path.of(named);
    }

    /** Settings with a cache of the test's own; skips the test without OpenVINO. */
    public static OpenVinoSettings settings(Precision precision, Path cache) {
        return new OpenVinoSettings(required(), precision, cache);
    }

    /** An engine's settings; skips the test without OpenVINO. */
    public static EngineConfig config(Precision precision, Path cache) {
        return EngineConfig.defaults()
                .withDevice(DeviceChoice.parse("openvino"))
                .withOpenVino(settings(precision, cache))
                .withThreadsAlone(1);
    }
}
