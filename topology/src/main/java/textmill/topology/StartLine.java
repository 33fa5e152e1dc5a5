package textmill.topology;

import java.util.stream.Collectors;
import org.apache.kafka.common.utils.AppInfoParser;
import textmill.runtime.engine.InferenceEngine;
import textmill.runtime.engine.start.EngineLoader;

/** The line that tells a reader of the log, weeks later, what ran: versions, models, device. */
final class StartLine {
    private StartLine() {}

    static String of(InferenceEngine engine) {
        String version = StartLine.class.getPackage().getImplementationVersion();
        return "Textmill " + (version == null ? "(not packaged)" : version)
                + ", Kafka " + AppInfoParser.getVersion()
                + ", " + EngineLoader.runtime()
                + ", Java " + System.getProperty("java.version")
                + "; on " + engine.statistics().device()
                + ": "
                + engine.tasks().stream()
                        .map(task -> task.name() + " " + task.model() + " " + task.fingerprint())
                        .collect(Collectors.joining(", "));
    }
}
