package textmill.topology.health;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Notices an input topic that is gone or no longer the one that was read, and has the application start over. A consumer tells
 * topics by their names: it goes on at the offset where it was in the old topic, and what lies before that in the new one
 * would never be read. The group's offsets go with the topic, so a thread that begins anew begins where it should, unless an
 * offset of the old topic was committed for the new one before this was noticed: what that passes over is counted. Used by
 * one thread, but for {@link #known}.
 */
final class TopicsMadeAnew {
    private final Set<String> inputs;
    private final boolean fromEnd;
    private final RemovedRecords removed;
    private final Map<String, Seen> topics = new ConcurrentHashMap<>();
    private final Map<TopicPartition, Long> committed = new HashMap<>();
    /** Partitions of topics that were made anew whose beginning is not judged yet, and what was committed in the old ones. */
    private final Map<TopicPartition, Suspect> suspects = new HashMap<>();

    private final List<String> unread = new ArrayList<>();

    /**
     * @param inputs topics that are read
     * @param fromEnd whether a new topic is read from its end
     * @param removed counts what is not read
     */
    TopicsMadeAnew(Set<String> inputs, boolean fromEnd, RemovedRecords removed) {
        this.inputs = inputs;
        this.fromEnd = fromEnd;
        this.removed = removed;
    }

    /**
     * A topic when it was last there.
     *
     * @param id what tells it from others of its name
     * @param gone whether it has gone since
     * @param lastNanos when it was last known to be there, or first known to be gone
     */
    private record Seen(String id, boolean gone, long lastNanos) {}

    /**
     * A partition of a new topic.
     *
     * @param position what was committed in the old topic
     * @param sinceNanos whoever began to read after this began in the new topic
     */
    private record Suspect(long position, long sinceNanos) {}

    /** The ids of the topics that are there, by name. Thread-safe. */
    Map<String, String> known() {
        Map<String, String> ids = new HashMap<>();
        topics.forEach((name, seen) -> {
            if (!seen.gone) {
                ids.put(name, seen.id);
            }
        });
        return ids;
    }

    /** @param nowNanos when the snapshot was complete */
    void look(Snapshot snapshot, Watched app, long nowNanos) {
        for (String input : inputs) {
            Snapshot.Topic topic = snapshot.topics().get(input);
            if (topic != null && topic.refusal().isEmpty()) {
                topics.compute(input, (name, before) -> compare(name, before, topic, nowNanos));
            }
        }
        if (!unread.isEmpty() && app.startOver(String.join("; ", unread))) {
            unread.clear();
        }
        if (unread.isEmpty()) {
            judge(snapshot, app);
        }
        snapshot.committed().forEach((partition, offset) -> {
            if (!suspects.containsKey(partition)) {
                committed.put(partition, offset);
            }
        });
    }

    private @Nullable Seen compare(String input, @Nullable Seen before, Snapshot.Topic topic, long nowNanos) {
        String id = topic.id().orElse(null);
        if (id == null) {
            if (before == null || before.gone) {
                return before;
            }
            unread.add("topic " + input + " is gone");
            return new Seen(before.id, true, nowNanos);
        }
        if (before != null && !before.id.equals(id)) {
            unread.add("topic " + input + " was deleted and made anew");
            suspect(input, topic.partitions(), before.lastNanos);
        }
        return new Seen(id, false, nowNanos);
    }

    private void suspect(String input, int partitions, long sinceNanos) {
        removed.forget(input);
        for (int number = 0; number < partitions; number++) {
            TopicPartition partition = new TopicPartition(input, number);
            Long position = committed.remove(partition);
            if (!fromEnd && position != null) {
                suspects.put(partition, new Suspect(position, sinceNanos));
            }
        }
    }

    /** Once no thread is left that may have had the old topic. Partitions in other hands are judged there. */
    private void judge(Snapshot snapshot, Watched app) {
        if (suspects.isEmpty() || !app.isRunning()) {
            return;
        }
        Set<TopicPartition> ours = app.assigned();
        suspects.keySet().removeIf(partition -> !ours.contains(partition));
        suspects.entrySet().removeIf(entry -> {
            TopicPartition partition = entry.getKey();
            Snapshot.Log log = snapshot.logs().get(partition);
            OptionalLong began = app.began(partition, entry.getValue().sinceNanos);
            Long resume = snapshot.committed().get(partition);
            if (log == null || (began.isEmpty() && resume == null)) {
                return false; // nothing was read so far
            }
            count(partition, entry.getValue(), log, began.orElse(resume == null ? 0 : resume));
            return true;
        });
    }

    /** Less than was committed in the old topic comes from somebody who read the new one from its beginning. */
    private void count(TopicPartition partition, Suspect suspect, Snapshot.Log log, long began) {
        if (began >= suspect.position && began <= log.end()) {
            removed.passedOver(partition, log.start(), began);
        }
    }
}
