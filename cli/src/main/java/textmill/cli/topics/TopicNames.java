package textmill.cli.topics;

import java.util.ArrayList;
import java.util.List;
import textmill.cli.console.CliException;
import textmill.topology.config.PipelineConfig;
import textmill.topology.config.TaskSettings;

/**
 * The topics of one Textmill application.
 *
 * @param input texts
 * @param outputs results, one topic a task, in the order of the tasks
 * @param deadLetters records that cannot be computed
 */
public record TopicNames(String input, List<String> outputs, String deadLetters) {
    /** Copies the list. */
    public TopicNames {
        outputs = List.copyOf(outputs);
    }

    /** The names that the documents use. */
    public static TopicNames defaults() {
        return new TopicNames(
                "texts",
                List.of("texts.embeddings", "texts.classifications", "texts.replaced-tokens"),
                "texts.dead-letters");
    }

    /** The topics that a pipeline names. */
    public static TopicNames of(PipelineConfig pipeline) {
        return new TopicNames(
                pipeline.inputTopics().get(0),
                pipeline.tasks().stream().map(TaskSettings::topic).toList(),
                pipeline.deadLetterTopic());
    }

    /**
     * The one that is meant where none was named.
     *
     * @param option that names one
     * @param all those that there are
     * @param otherwise what is meant where there are none
     * @throws CliException if there are several
     */
    public static String only(String option, List<String> all, String otherwise) {
        List<String> different = all.stream().distinct().toList();
        if (different.size() > 1) {
            throw CliException.usage(
                    option + ": the configuration has several, expected one of " + String.join(", ", different));
        }
        return different.isEmpty() ? otherwise : different.get(0);
    }

    /** Every topic, the input first. */
    public List<String> all() {
        List<String> all = new ArrayList<>(outputs());
        all.add(0, input);
        all.add(deadLetters);
        return all;
    }
}
