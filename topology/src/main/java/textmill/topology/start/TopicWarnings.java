package textmill.topology.start;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import textmill.topology.topics.TopicFacts;

/** What works and will surprise: said once, at the start. */
public final class TopicWarnings {
    private final Map<String, TopicFacts> facts;

    /** @param facts about all topics */
    public TopicWarnings(Map<String, TopicFacts> facts) {
        this.facts = facts;
    }

    /** Results of several partitions would meet in one. */
    public List<String> fewerPartitions(Collection<String> inputs, Collection<String> results) {
        List<String> warnings = new ArrayList<>();
        for (String input : inputs) {
            for (String result : results) {
                int read = partitions(input);
                int written = partitions(result);
                if (written > 0 && written < read) {
                    warnings.add("Topic " + result + " has " + written + " partitions, fewer than the " + read + " of "
                            + input + ": results do not keep their text's partition, and without a key not its order."
                            + " Give it as many partitions.");
                }
            }
        }
        return warnings;
    }

    /**
     * Results have the time of their text, and a topic may forget by that time.
     *
     * @param results topics of results
     * @param age of the oldest record that will be read
     */
    public List<String> shorterRetention(Collection<String> results, Duration age) {
        List<String> warnings = new ArrayList<>();
        for (String result : results) {
            TopicFacts topic = facts.get(result);
            if (topic != null && topic.retentionMs() < age.toMillis()) {
                warnings.add("Topic " + result + " forgets records that are older than " + words(topic.retentionMs())
                        + " by their own timestamp, and the oldest unread text is " + words(age.toMillis())
                        + " old: its results keep its timestamp and are removed soon. Raise retention.ms, or set"
                        + " message.timestamp.type = LogAppendTime.");
            }
        }
        return warnings;
    }

    private int partitions(String topic) {
        TopicFacts known = facts.get(topic);
        return known == null ? 0 : known.partitions();
    }

    /** A span of time for people. */
    public static String words(long millis) {
        Duration time = Duration.ofMillis(millis);
        if (time.toDays() > 1) {
            return time.toDays() + " days";
        } else if (time.toHours() > 1) {
            return time.toHours() + " hours";
        }
        return time.toSeconds() + " s";
    }
}
