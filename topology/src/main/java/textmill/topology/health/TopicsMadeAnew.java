package textmill.topology.health;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
 *
 * <p>Each process of the group does this. A partition is judged by the one that was first to read the new topic, also when it
 * has lost it again since; whoever begins behind an offset that others committed in it was not the first.
 */
final class TopicsMadeAnew {
    /** Looks at which a partition that nobody begins to read, though it has an offset, is left to whoever may yet do so. */
    private static final int LOOKS = 5;

    private final Set<String> inputs;
    private final boolean fromEnd;
    private final RemovedRecords removed;
    private final Map<String, Seen> topics = new ConcurrentHashMap<>();
    private final Map<TopicPartition, Long> committed = new HashMap<>();
    /** Partitions of topics that were made anew whose beginning is not judged yet. */
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
     * @param partitions number of partitions
     * @param gone whether it has gone since
     * @param lastNanos when it was last known to be there, or first known to be gone
     */
    private record Seen(String id, int partitions, boolean gone, long lastNanos) {}

    /** A partition of a new topic. */
    private static final class Suspect {
        private static final long NONE = Long.MAX_VALUE;

        /** What was committed in the old topic, 0 if nothing was: an offset that was meant for it is not smaller. */
        private final long position;
        /** Whoever began to read after this began in the new topic. */
        private final long sinceNanos;
        /** The smallest offset that was seen committed in the new topic. */
        private long resume = NONE;
        /** How often nothing had begun here, though an offset was committed. */
        private int looks;
        /** Whether others have had it, or read from it, since that offset was seen. */
        private boolean others;

        Suspect(long position, long sinceNanos) {
            this.position = position;
            this.sinceNanos = sinceNanos;
        }

        void committed(@Nullable Long offset, boolean hasBegun) {
            if (offset != null) {
                others |= !hasBegun && offset > resume;
                resume = Math.min(resume, offset);
            }
        }

        void looked(boolean isOurs) {
            if (resume != NONE) {
                looks++;
                others |= !isOurs;
            }
        }
    }

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
        suspects.forEach((partition, suspect) -> suspect.committed(
                snapshot.committed().get(partition),
                app.began(partition, suspect.sinceNanos).isPresent()));
        for (String input : inputs) {
            Snapshot.Topic topic = snapshot.topics().get(input);
            if (topic != null && topic.refusal().isEmpty()) {
                topics.compute(input, (name, before) -> compare(name, before, topic, nowNanos));
            }
        }
        if (!unread.isEmpty() && app.startOver(String.join("; ", unread))) {
            unread.clear();
        }
        // Once no thread is left that may have had the old topic.
        if (unread.isEmpty() && app.isRunning()) {
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
            return new Seen(before.id, before.partitions, true, nowNanos);
        }
        if (before != null && !before.id.equals(id)) {
            unread.add("topic " + input + " was deleted and made anew");
            suspect(input, Math.min(before.partitions, topic.partitions()), before.lastNanos);
        }
        return new Seen(id, topic.partitions(), false, nowNanos);
    }

    private void suspect(String input, int partitions, long sinceNanos) {
        removed.forget(input);
        Map<TopicPartition, Suspect> next = new HashMap<>();
        for (int number = 0; number < partitions && !fromEnd; number++) {
            TopicPartition partition = new TopicPartition(input, number);
            Suspect before = suspects.get(partition);
            // Where nothing was committed yet, the first commit may have been on its way. Where two topics followed
            // each
            // other before the first was judged, offsets of both may be committed for the second.
            long position = before == null
                    ? Objects.requireNonNullElse(committed.get(partition), 0L)
                    : Math.min(before.position, before.resume);
            next.put(partition, new Suspect(position, sinceNanos));
        }
        committed.keySet().removeIf(partition -> partition.topic().equals(input));
        suspects.keySet().removeIf(partition -> partition.topic().equals(input));
        suspects.putAll(next);
    }

    private void judge(Snapshot snapshot, Watched app) {
        Set<TopicPartition> ours = app.assigned();
        suspects.entrySet().removeIf(entry -> {
            TopicPartition partition = entry.getKey();
            Suspect suspect = entry.getValue();
            Snapshot.Log log = snapshot.logs().get(partition);
            OptionalLong began = app.began(partition, suspect.sinceNanos);
            if (log == null) {
                return false;
            } else if (began.isPresent()) {
                count(partition, suspect, log, began.getAsLong());
                return true;
            }
            suspect.looked(ours.contains(partition));
            if (suspect.looks < LOOKS) {
                return false;
            }
            // Ours for all that time: behind that offset is nothing that could be read. Else it is for whoever had it.
            if (!suspect.others && suspect.position > 0) {
                count(partition, suspect, log, suspect.resume);
            }
            return true;
        });
    }

    /**
     * Less than was committed in the old topic comes from somebody who read the new one from its beginning; and whoever began
     * behind an offset that others had committed was not the first.
     */
    private void count(TopicPartition partition, Suspect suspect, Snapshot.Log log, long began) {
        boolean first = !suspect.others || began <= suspect.resume;
        if (first && began >= suspect.position && began <= log.end()) {
            removed.passedOver(partition, log.start(), began);
        }
    }
}
