package textmill.topology;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import textmill.runtime.engine.InferenceEngine;
import textmill.runtime.engine.ModelPlacement;

/** The line that tells a reader of the log, weeks later, what ran: versions, models, device. */
final class StartLine {
    /** Where Kafka's clients write down their version: neither their manifest nor their public classes say it. */
    private static final String KAFKA = "/kafka/kafka-version.properties";

    private StartLine() {}

    /** Textmill's own. */
    static String version() {
        String version = StartLine.class.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }

    /** Writes it; a log that is written for programs has its parts besides. */
    static void log(Logger log, InferenceEngine engine) {
        log.atInfo()
                .addKeyValue("version", version())
                .addKeyValue("kafka", kafka())
                .addKeyValue("java", System.getProperty("java.version"))
                .addKeyValue("device", engine.statistics().device())
                .addKeyValue("tasks", tasks(engine))
                .log(of(engine));
    }

    private static String tasks(InferenceEngine engine) {
        return engine.tasks().stream()
                .map(task -> task.name() + " " + task.model() + " " + task.fingerprint())
                .collect(Collectors.joining(", "));
    }

    static String of(InferenceEngine engine) {
        return "Textmill " + version()
                + ", Kafka " + kafka()
                + ", "
                + engine.placements().stream()
                        .map(ModelPlacement::runtime)
                        .distinct()
                        .collect(Collectors.joining(", "))
                + ", Java " + System.getProperty("java.version")
                + "; on " + engine.statistics().device()
                + ": "
                + tasks(engine);
    }

    /** That of its clients. */
    static String kafka() {
        Properties said = new Properties();
        try (InputStream in = TopicPartition.class.getResourceAsStream(KAFKA)) {
            if (in != null) {
                said.load(in);
            }
        } catch (IOException e) {
            // An application is not to end for a word in its log.
            said.clear();
        }
        return said.getProperty("version", "(unknown)").strip();
    }
}
