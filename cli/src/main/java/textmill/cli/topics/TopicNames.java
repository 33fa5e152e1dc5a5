package textmill.cli.topics;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import textmill.topology.config.PipelineConfig;
import textmill.topology.config.TaskSettings;

/**
 * The topics of one Textmill application.
 *
 * @param input texts
 * @param embeddings results, or null if the task is off
 * @param classifications results, or null if the task is off
 * @param replacedTokens results, or null if the task is off
 * @param deadLetters records that cannot be computed
 */
public record TopicNames(
        String input,
        @Nullable String embeddings,
        @Nullable String classifications,
        @Nullable String replacedTokens,
        String deadLetters) {

    /** The default names, every task on. */
    public static TopicNames defaults() {
        return new TopicNames(
                "texts", "texts.embeddings", "texts.classifications", "texts.replaced-tokens", "texts.dead-letters");
    }

    /** The topics that a pipeline names, for tasks with the usual names. */
    public static TopicNames of(PipelineConfig pipeline) {
        return new TopicNames(
                pipeline.inputTopics().get(0),
                output(pipeline, "embeddings"),
                output(pipeline, "classifications"),
                output(pipeline, "replaced-tokens"),
                pipeline.deadLetterTopic());
    }

    private static @Nullable String output(PipelineConfig pipeline, String name) {
        return pipeline.tasks().stream()
                .filter(task -> task.name().equals(name))
                .map(TaskSettings::topic)
                .findFirst()
                .orElse(null);
    }

    /** Topics of results, in a fixed order. */
    public List<String> outputs() {
        List<String> outputs = new ArrayList<>();
        for (String topic : new String[] {embeddings, classifications, replacedTokens}) {
            if (topic != null) {
                outputs.add(topic);
            }
        }
        return outputs;
    }

    /** Every topic. */
    public List<String> all() {
        List<String> all = new ArrayList<>(outputs());
        all.add(0, input);
        all.add(deadLetters);
        return all;
    }
}
