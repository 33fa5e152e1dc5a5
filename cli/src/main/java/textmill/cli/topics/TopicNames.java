package textmill.cli.topics;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import textmill.runtime.model.TaskKind;
import textmill.topology.config.Key;
import textmill.topology.config.TaskSettings;
import textmill.topology.config.TextmillConfig;

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

    /** The topics that a configuration names, for the tasks that it switches on. */
    public static TopicNames of(TextmillConfig config) {
        return new TopicNames(
                config.text(Key.INPUT_TOPIC),
                output(config, TaskKind.EMBEDDING),
                output(config, TaskKind.CLASSIFICATION),
                output(config, TaskKind.REPLACED_TOKENS),
                config.text(Key.DEAD_LETTER_TOPIC));
    }

    private static @Nullable String output(TextmillConfig config, TaskKind kind) {
        return config.tasks().stream()
                .filter(task -> task.kind() == kind)
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
