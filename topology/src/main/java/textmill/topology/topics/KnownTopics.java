package textmill.topology.topics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of topics by now: read before the start, and again where what they take may have changed. Thread-safe; whoever
 * asks twice may be told two things.
 */
public final class KnownTopics {
    private static final Logger LOG = LoggerFactory.getLogger(KnownTopics.class);

    private final Map<String, TopicFacts> facts;
    private final TopicFacts otherwise;

    /**
     * @param facts by name of the topic, as they were read
     * @param otherwise what holds for a topic that was not read
     */
    public KnownTopics(Map<String, TopicFacts> facts, TopicFacts otherwise) {
        this.facts = new ConcurrentHashMap<>(facts);
        this.otherwise = otherwise;
    }

    /** What a topic takes, as far as is known now. */
    public TopicFacts of(String topic) {
        return facts.getOrDefault(topic, otherwise);
    }

    /** The same, asked again by whoever uses it. */
    public Supplier<TopicFacts> watch(String topic) {
        return () -> of(topic);
    }

    /** All that was read. */
    public Map<String, TopicFacts> all() {
        return Map.copyOf(facts);
    }

    /** Takes over what was read again. What is missing from it stays as it was. */
    public void learn(Map<String, TopicFacts> now) {
        now.forEach((topic, fresh) -> {
            TopicFacts before = facts.put(topic, fresh);
            if (before != null && !before.equals(fresh)) {
                LOG.warn(
                        "Topic {} was altered, and records are judged by it from now on: {}",
                        topic,
                        changes(before, fresh));
            }
        });
    }

    private static String changes(TopicFacts before, TopicFacts now) {
        List<String> changes = new ArrayList<>();
        add(changes, "partitions", before.partitions(), now.partitions());
        add(changes, "largest record in bytes", before.maxRecordBytes(), now.maxRecordBytes());
        add(changes, "compacted", before.keyRequired(), now.keyRequired());
        add(changes, "oldest timestamp in ms", before.maxAgeMs(), now.maxAgeMs());
        add(changes, "latest timestamp in ms", before.maxAheadMs(), now.maxAheadMs());
        add(changes, "retention in ms", before.retentionMs(), now.retentionMs());
        add(changes, "time of appending", before.appendTime(), now.appendTime());
        return String.join(", ", changes);
    }

    private static void add(List<String> changes, String what, Object before, Object now) {
        if (!before.equals(now)) {
            changes.add(what + " " + now + " (before: " + before + ")");
        }
    }
}
