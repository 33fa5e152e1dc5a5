package textmill.topology.health;

import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses offsets that waited for a topic and would be committed for another one than was read. Offsets that wait for a
 * topic that is gone are taken as soon as there is another one of its name. They become a commit only with the transaction,
 * so it is not too late to refuse. Thread-safe.
 *
 * <p>Where nobody says which topic it is, it may be another one, so the question is asked again. Brokers that are only slow
 * answer the first or the second time, and the commit goes on later. Where no answer comes for as long as a transaction
 * may last, its coordinator has aborted it, and the commit would fail as well: to refuse it costs nothing more. A refusal
 * is what a producer says whose thread has lost its partitions. Kafka Streams gives these back then and joins anew, what was
 * not committed is read again, and no thread dies: slow brokers must not use up {@code thread.restarts}.
 */
final class LateOffsets {
    private static final Logger LOG = LoggerFactory.getLogger(LateOffsets.class);
    private static final long PAUSE_MS = 100;

    private final WatchedClients.Topics topics;
    private final LongSupplier nanoTime;

    LateOffsets(WatchedClients.Topics topics, LongSupplier nanoTime) {
        this.topics = topics;
        this.nanoTime = nanoTime;
    }

    /**
     * What a producer's settings say of waiting.
     *
     * @param lateNanos an answer that took longer may be that to a second request
     * @param askNanos so long it makes sense to ask what became of a topic
     */
    record Patience(long lateNanos, long askNanos) {
        /** Pauses before a second request vary by a fifth, and clocks are coarse. */
        private static final int SHORTEST_PART = 2;

        static Patience of(Map<String, Object> producer) {
            long pauseMs = Math.min(
                    number(producer, ProducerConfig.RETRY_BACKOFF_MS_CONFIG, ConfigDef.Type.LONG),
                    number(producer, ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, ConfigDef.Type.LONG));
            return new Patience(
                    TimeUnit.MILLISECONDS.toNanos(pauseMs) / SHORTEST_PART,
                    TimeUnit.MILLISECONDS.toNanos(
                            number(producer, ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, ConfigDef.Type.INT)));
        }

        private static long number(Map<String, Object> producer, String name, ConfigDef.Type type) {
            Object value = producer.get(name);
            Object known = value == null
                    ? ProducerConfig.configDef().defaultValues().get(name)
                    : ConfigDef.parseType(name, value, type);
            return ((Number) Objects.requireNonNull(known)).longValue();
        }
    }

    /**
     * To be called when offsets were taken, before they are committed.
     *
     * @param read ids of the topics that were read, by name
     * @param names topics of the offsets
     * @param beganNanos when they were sent
     * @throws CommitFailedException if they must not be committed
     */
    void check(Map<String, String> read, Set<String> names, Patience patience, long beganNanos) {
        if (nanoTime.getAsLong() - beganNanos <= patience.lateNanos) {
            return;
        }
        Set<String> unknown = new HashSet<>(names);
        unknown.retainAll(read.keySet());
        try {
            while (!unknown.isEmpty()) {
                Map<String, Optional<String>> answers = topics.ask(Set.copyOf(unknown));
                answers.forEach((name, id) -> compare(name, id, read));
                unknown.removeAll(answers.keySet());
                if (!unknown.isEmpty() && nanoTime.getAsLong() - beganNanos >= patience.askNanos) {
                    throw refusal("the brokers do not tell whether " + String.join(", ", unknown)
                            + " is still the topic that was read");
                }
                if (!unknown.isEmpty()) {
                    TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
                }
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static void compare(String name, Optional<String> id, Map<String, String> read) {
        if (id.isEmpty()) {
            throw refusal("topic " + name + " is gone");
        }
        if (!id.get().equals(read.get(name))) {
            throw refusal("topic " + name + " was deleted and made anew");
        }
    }

    private static CommitFailedException refusal(String why) {
        String message = why + ": offsets that waited are not committed, what they are of is read again";
        LOG.warn("A commit is refused: {}", message);
        return new CommitFailedException(message);
    }
}
