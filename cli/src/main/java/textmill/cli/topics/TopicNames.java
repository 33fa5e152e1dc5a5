package textmill.cli.topics;

import java.util.ArrayList;
import java.util.List;
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

    /** Every topic, the input first. */
    public List<String> all() {
        List<String> all = new ArrayList<>(outputs());
        all.add(0, input);
        all.add(deadLetters);
        return all;
    }
}
