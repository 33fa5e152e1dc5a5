package textmill.topology.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings that are each right and cannot work together. */
final class Contradictions {
    /** A stream thread that waits this many times in a row must still be within Kafka's limits. */
    private static final int SAFETY = 3;

    private final Values values;
    private final Collection<String> problems;

    Contradictions(Values values, Collection<String> problems) {
        this.values = values;
        this.problems = problems;
    }

    void find(Optional<KafkaSettings.Effective> kafka) {
        tasks();
        topics();
        guarantee();
        windows();
        kafka.ifPresent(this::waits);
    }

    private void tasks() {
        boolean none = true;
        for (TaskChoice task : TaskChoice.values()) {
            if (values.find(task.model).isPresent()) {
                none = false;
                continue;
            }
            for (Key option : task.options) {
                if (values.isWritten(option)) {
                    problems.add(option.keyName() + " is set but " + task.model.keyName()
                            + " is not, so the task is off: set the model or remove " + option.keyName() + ".");
                }
            }
        }
        if (none) {
            problems.add(
                    "No task is on: set at least one of embedding.model, classification.model, replaced-tokens.model"
                            + " to the name of a bundled model or a directory.");
        }
    }

    private void topics() {
        Map<Key, String> used = new EnumMap<>(Key.class);
        values.findText(Key.INPUT_TOPIC).ifPresent(topic -> used.put(Key.INPUT_TOPIC, topic));
        values.findText(Key.DEAD_LETTER_TOPIC).ifPresent(topic -> used.put(Key.DEAD_LETTER_TOPIC, topic));
        for (TaskChoice task : TaskChoice.values()) {
            if (values.find(task.model).isPresent()) {
                values.findText(task.topic).ifPresent(topic -> used.put(task.topic, topic));
            }
        }
        List<Key> keys = new ArrayList<>(used.keySet());
        for (int i = 0; i < keys.size(); i++) {
            for (int j = i + 1; j < keys.size(); j++) {
                String topic = used.get(keys.get(i));
                if (topic != null && topic.equals(used.get(keys.get(j)))) {
                    problems.add(keys.get(i).keyName() + " and " + keys.get(j).keyName() + " are both " + topic
                            + ": each needs a topic of its own.");
                }
            }
        }
    }

    private void guarantee() {
        boolean atLeastOnce = values.findText(Key.PROCESSING_GUARANTEE)
                .filter("at_least_once"::equals)
                .isPresent();
        boolean streams =
                values.findText(Key.GROUP_PROTOCOL).filter("streams"::equals).isPresent();
        if (atLeastOnce && streams) {
            problems.add(
                    "group.protocol = streams cannot be used with processing.guarantee = at_least_once: Kafka Streams"
                            + " then commits past texts that are still being computed, and a crash would lose them. Use"
                            + " exactly_once_v2, or group.protocol = classic.");
        }
    }

    private void windows() {
        notLess(Key.WINDOW_TEXTS, Key.BATCH_TEXTS, "a batch could never fill");
        notLess(Key.TASK_WINDOW_TEXTS, Key.BATCH_TEXTS, "one partition could never fill a batch");
        if (values.findWhole(Key.BATCH_PADDED_TOKENS)
                .filter(tokens -> tokens > 0)
                .isPresent()) {
            notLess(
                    Key.BATCH_PADDED_TOKENS,
                    Key.MAX_TOKENS,
                    "a text of the greatest length would not fit into a batch");
        }
    }

    private void notLess(Key greater, Key lesser, String why) {
        Optional<Long> high = values.findWhole(greater);
        Optional<Long> low = values.findWhole(lesser);
        // 0 is what suits the device.
        if (high.isPresent() && high.get() > 0 && low.isPresent() && high.get() < low.get()) {
            problems.add(greater.keyName() + " = " + high.get() + " is less than " + lesser.keyName() + " = "
                    + low.get() + ": " + why + ".");
        }
    }

    private void waits(KafkaSettings.Effective kafka) {
        values.findWhole(Key.WINDOW_WAIT_MS).ifPresent(wait -> {
            fits(wait, "max.poll.interval.ms", kafka.maxPollIntervalMs());
            if (values.findText(Key.PROCESSING_GUARANTEE)
                    .filter("exactly_once_v2"::equals)
                    .isPresent()) {
                fits(wait, "transaction.timeout.ms", kafka.transactionTimeoutMs());
            }
        });
    }

    private void fits(long waitMs, String limit, long limitMs) {
        if (waitMs * SAFETY > limitMs) {
            problems.add("window.wait.ms = " + waitMs + " is too long for " + limit + " = " + limitMs + ": " + SAFETY
                    + " waits in a row must fit. Lower window.wait.ms to " + limitMs / SAFETY + " or raise kafka."
                    + (limit.startsWith("max") ? "consumer." : "producer.") + limit + ".");
        }
    }
}
