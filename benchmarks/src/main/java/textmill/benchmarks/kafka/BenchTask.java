package textmill.benchmarks.kafka;

import java.util.Arrays;
import java.util.List;
import textmill.cli.console.CliException;

/** The tasks with their bundled models. */
public enum BenchTask {
    /** Sentence embeddings. */
    EMBEDDING("embedding", "all-minilm-l6-v2", "embeddings"),
    /** Intents. */
    CLASSIFICATION("classification", "clinc150-intents", "classifications"),
    /** Replaced-token scores. */
    REPLACED_TOKENS("replaced-tokens", "rtd-small", "replaced-tokens");

    private final String text;
    private final String model;
    private final String taskName;

    BenchTask(String text, String model, String taskName) {
        this.text = text;
        this.model = model;
        this.taskName = taskName;
    }

    /** Its name on the command line. */
    public String text() {
        return text;
    }

    /** Name of its bundled model. */
    public String model() {
        return model;
    }

    /** Topic of its results. */
    public String topic() {
        return Bed.INPUT + "." + taskName;
    }

    /** Its name in the configuration. */
    public String taskName() {
        return taskName;
    }

    /** Reads {@code embedding,classification} or {@code all}. */
    public static List<BenchTask> parse(String names) {
        if (names.equals("all")) {
            return List.of(values());
        }
        return Arrays.stream(names.split(",")).map(BenchTask::named).toList();
    }

    private static BenchTask named(String name) {
        return Arrays.stream(values())
                .filter(task -> task.text.equals(name))
                .findFirst()
                .orElseThrow(() -> CliException.usage("task '" + name
                        + "': expected all, or some of embedding, classification, replaced-tokens with commas"));
    }
}
