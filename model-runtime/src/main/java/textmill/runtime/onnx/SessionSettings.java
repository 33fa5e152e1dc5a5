package textmill.runtime.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;

/**
 * How a session is opened.
 *
 * @param device where
 * @param threadsPerRun threads of one run on the CPU
 */
public record SessionSettings(Device device, int threadsPerRun) {

    /** Options for a session; the caller closes them. */
    OrtSession.SessionOptions options() throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        boolean ready = false;
        try {
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            options.setIntraOpNumThreads(threadsPerRun);
            options.setInterOpNumThreads(1);
            // A memory pattern is kept for every input shape ever seen, and here nearly every batch has its own.
            options.setMemoryPatternOptimization(false);
            Devices.select(options, device);
            ready = true;
            return options;
        } finally {
            if (!ready) {
                options.close();
            }
        }
    }
}
