package textmill.topology.health;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.GroupProtocol;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Notices an input topic that is no longer the one that was read, and has the application start over. A consumer tells topics
 * by their names: it goes on at the offset where it was in the old topic, and what lies before that in the new one would
 * never be read. The group's offsets go with the topic, so a thread that begins anew begins where it should. Used by one
 * thread.
 */
final class TopicsMadeAnew {
    private static final String GONE = "";

    private final HealthSettings settings;
    private final boolean keepsTasks;
    private final Map<String, String> ids = new HashMap<>();
    private final Set<String> gone = new HashSet<>();
    private final List<String> unread = new ArrayList<>();

    TopicsMadeAnew(HealthSettings settings) {
        this.settings = settings;
        // Kafka Streams takes no tasks away then, though the topic is gone, and fetches from it without a pause.
        this.keepsTasks = GroupProtocol.STREAMS.name.equalsIgnoreCase(
                settings.kafka().getProperty(StreamsConfig.GROUP_PROTOCOL_CONFIG));
    }

    void look(Snapshot snapshot, Watched app) {
        for (String input : settings.topics().inputs()) {
            Snapshot.Topic topic = snapshot.topics().get(input);
            if (topic != null && topic.refusal().isEmpty()) {
                compare(input, topic.id().orElse(GONE));
            }
        }
        if (!unread.isEmpty() && app.startOver(String.join("; ", unread))) {
            unread.clear();
        }
    }

    private void compare(String input, String id) {
        String before = ids.get(input);
        if (id.equals(GONE)) {
            if (gone.add(input) && before != null && keepsTasks) {
                unread.add("topic " + input + " is gone");
            }
            return;
        }
        gone.remove(input);
        ids.put(input, id);
        if (before != null && !before.equals(id)) {
            unread.add("topic " + input + " was deleted and made anew");
        }
    }
}
