package textmill.runtime.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import com.sun.jna.Function;
import com.sun.jna.Platform;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process' one ONNX Runtime environment, with its telemetry switched off before it starts.
 *
 * <p>ONNX Runtime 1.29 sends names and hashes of models to its makers unless the environment variable
 * {@code ORT_DISABLE_TELEMETRY} is set, and its telemetry brings the JVM down (a segmentation fault) if the command line
 * of the process is longer than about 3,970 bytes, as class paths easily are. Java cannot change its own environment
 * variables; the C library can, and the tokenizer's JNA is there to ask it.
 */
final class SilentEnvironment {
    private static final Logger LOG = LoggerFactory.getLogger(SilentEnvironment.class);
    private static final String SWITCH = "ORT_DISABLE_TELEMETRY";

    private SilentEnvironment() {}

    /** Initialised by the first caller, once. */
    private static final class Holder {
        private static final OrtEnvironment ENVIRONMENT = start();
    }

    static OrtEnvironment get() {
        return Holder.ENVIRONMENT;
    }

    private static OrtEnvironment start() {
        unpackElsewhereWithoutAHome();
        if (System.getenv(SWITCH) == null && !Platform.isWindows()) {
            setEnvironmentVariable();
        }
        OrtEnvironment environment = OrtEnvironment.getEnvironment(loggingLevel(), "textmill");
        try {
            environment.setTelemetry(false);
        } catch (OrtException e) {
            LOG.warn("The telemetry of ONNX Runtime could not be switched off: {}", e.getMessage());
        }
        return environment;
    }

    /** Java calls the home of a user whom the password file does not know {@code ?}; JNA would make that directory. */
    private static void unpackElsewhereWithoutAHome() {
        boolean home = Path.of(System.getProperty("user.home", "?")).isAbsolute();
        if (!home && System.getProperty("jna.tmpdir") == null) {
            System.setProperty("jna.tmpdir", System.getProperty("java.io.tmpdir"));
        }
    }

    /**
     * ONNX Runtime writes to the terminal, in colours, past every logger. What goes wrong comes back as an exception too,
     * and is told by whoever asked: the library itself speaks only to those who look for a fault.
     */
    static OrtLoggingLevel loggingLevel() {
        return LOG.isDebugEnabled() ? OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR : OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;
    }

    private static void setEnvironmentVariable() {
        try {
            int overwrite = 1;
            Function.getFunction("c", "setenv").invokeInt(new Object[] {SWITCH, "1", overwrite});
        } catch (UnsatisfiedLinkError e) {
            LOG.warn("Set {}=1 in the environment of this process: {}", SWITCH, e.getMessage());
        }
    }
}
