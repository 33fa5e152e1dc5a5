package textmill.topology.judging;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.jspecify.annotations.Nullable;
import textmill.topology.anomaly.Feedback;
import textmill.topology.deadletter.FailedException;
import textmill.topology.deadletter.Failure;
import textmill.topology.deadletter.Origin;
import textmill.topology.deadletter.Reason;

/** Reads {@code {"topic":...,"partition":0,"offset":17,"verdict":"fine"}}; other fields are for people. */
final class FeedbackRecord {
    private static final ObjectMapper JSON = new ObjectMapper();

    private FeedbackRecord() {}

    /**
     * Reads a value.
     *
     * @throws FailedException if it cannot be read, naming what is missing
     */
    static Feedback read(byte @Nullable [] value) {
        if (value == null) {
            throw unreadable("the record has no value", null);
        }
        try {
            JsonNode json = JSON.readTree(value);
            JsonNode topic = json.path("topic");
            JsonNode partition = json.path("partition");
            JsonNode offset = json.path("offset");
            String verdict = json.path("verdict").asText();
            if (!topic.isTextual()
                    || !isWhole(partition, partition.canConvertToInt())
                    || !isWhole(offset, offset.canConvertToLong())) {
                throw unreadable("it lacks a topic (a string), a partition or an offset (whole numbers)", null);
            }
            if (!verdict.equals("fine") && !verdict.equals("right")) {
                throw unreadable("its verdict is neither fine nor right", null);
            }
            return new Feedback(new Origin(topic.asText(), partition.asInt(), offset.asLong()), verdict.equals("fine"));
        } catch (JsonProcessingException e) {
            // What Jackson says quotes the record.
            throw unreadable("it is not JSON", null);
        } catch (IOException e) {
            throw unreadable("it is not JSON", e);
        }
    }

    private static boolean isWhole(JsonNode number, boolean fits) {
        return number.isIntegralNumber() && fits;
    }

    private static FailedException unreadable(String what, @Nullable Exception cause) {
        return new FailedException(new Failure(
                Reason.FEEDBACK_UNREADABLE,
                what + "; expected {\"topic\":...,\"partition\":...,\"offset\":...,\"verdict\":\"fine\"} or \"right\"",
                cause));
    }

    /** Brings feedback to the partition of its text. */
    static final class Partitioner implements StreamPartitioner<byte[], byte[]> {
        /** The same without headers; nobody asks it any more, and it must be there until Kafka removes it. */
        @Override
        @SuppressWarnings("removal")
        public Optional<Set<Integer>> partitions(String topic, byte[] key, byte[] value, int numPartitions) {
            return partitions(topic, key, value, new RecordHeaders(), numPartitions);
        }

        @Override
        public Optional<Set<Integer>> partitions(
                String topic, byte[] key, byte[] value, Headers headers, int numPartitions) {
            return Optional.of(Set.of(read(value).origin().partition()));
        }
    }
}
