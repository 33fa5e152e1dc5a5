package textmill.cli.topics;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TimeoutException;
import textmill.cli.console.CliException;

/** A topic that somebody wants to write to. */
public final class WrittenTopic {
    private WrittenTopic() {}

    /**
     * How many partitions it has. A broker that creates topics on demand creates it here.
     *
     * @param producer waits for it as long as its {@code max.block.ms} says
     * @throws CliException if there is none
     */
    public static int partitions(Producer<?, ?> producer, String topic) {
        try {
            return producer.partitionsFor(topic).size();
        } catch (InvalidTopicException e) {
            throw noName(topic);
        } catch (TimeoutException e) {
            throw CliException.usage("there is no topic " + topic + "; name the right one, or create it", e);
        }
    }

    static CliException noName(String topic) {
        return CliException.usage("'" + topic + "' is no name of a topic: letters, digits, '.', '_' and '-'");
    }
}
