package textmill.cli.topics;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import textmill.cli.console.CliException;

/**
 * Tells a reader that waits why nothing comes: a consumer waits for ever, in silence, for a topic that was deleted and
 * for brokers that have gone. Never blocks. Not thread-safe.
 */
final class TopicWatch implements AutoCloseable {
    private static final long EVERY_NANOS = Duration.ofSeconds(3).toNanos();

    private final Admin admin;
    private final List<String> topics;
    private final Consumer<String> notes;
    private final Set<String> gone = new HashSet<>();
    private @Nullable Map<String, KafkaFuture<TopicDescription>> asked;
    private boolean away;
    private long lastNanos = System.nanoTime();

    /**
     * @param kafka settings to reach the cluster
     * @param notes takes a line when something changes
     */
    TopicWatch(Map<String, Object> kafka, List<String> topics, Consumer<String> notes) {
        this.admin = Admin.create(kafka);
        this.topics = topics;
        this.notes = notes;
    }

    /**
     * Looks, now and then, whether the topics are still there; to be called between polls.
     *
     * @throws CliException if none of them is
     */
    void look() {
        Map<String, KafkaFuture<TopicDescription>> answers = asked;
        if (answers == null) {
            if (System.nanoTime() - lastNanos >= EVERY_NANOS) {
                asked = admin.describeTopics(topics).topicNameValues();
            }
            return;
        }
        if (!answers.values().stream().allMatch(KafkaFuture::isDone)) {
            return;
        }
        asked = null;
        lastNanos = System.nanoTime();
        answers.forEach((topic, answer) -> heard(topic, failureOf(answer)));
        if (gone.size() == topics.size()) {
            throw CliException.fault("nothing is left to read: " + String.join(", ", topics)
                    + (topics.size() == 1 ? " was deleted" : " were deleted"));
        }
    }

    private static @Nullable Throwable failureOf(KafkaFuture<TopicDescription> answer) {
        try {
            answer.getNow(null);
            return null;
        } catch (CompletionException e) {
            return e.getCause() == null ? e : e.getCause();
        } catch (CancellationException | InterruptedException | ExecutionException e) {
            return e.getCause() == null ? e : e.getCause();
        }
    }

    private void heard(String topic, @Nullable Throwable failure) {
        if (failure instanceof UnknownTopicOrPartitionException) {
            if (gone.add(topic)) {
                notes.accept("topic " + topic + " was deleted");
            }
            return;
        }
        if (failure == null) {
            gone.remove(topic);
        }
        if (away != (failure != null)) {
            away = failure != null;
            notes.accept(
                    failure == null
                            ? "the brokers answer again"
                            : "the brokers do not answer (" + failure.getMessage()
                                    + "); waiting for them, Ctrl-C ends");
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
