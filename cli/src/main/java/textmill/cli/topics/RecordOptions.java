package textmill.cli.topics;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import textmill.cli.console.CliException;

/** Options that say what a record has besides its value. */
final class RecordOptions {
    @Option(
            names = {"-t", "--topic"},
            description = "Topic to write to (default: the one that the configuration reads, or texts).")
    private @Nullable String topic;

    @Option(
            names = {"-k", "--key"},
            paramLabel = "TEXT",
            description = "Key of every record (default: none).")
    private @Nullable String key;

    @Option(
            names = {"-H", "--header"},
            paramLabel = "NAME=VALUE",
            description = "Header of every record; may be given several times.")
    private List<String> headers = List.of();

    @Option(
            names = {"-p", "--partition"},
            paramLabel = "N",
            description = "Partition of every record (default: by the key, or any).")
    private @Nullable Integer partition;

    /** What the user named. */
    @Nullable
    String topic() {
        return topic;
    }

    boolean hasKey() {
        return key != null;
    }

    /** @throws CliException if there is no such partition */
    void check(String topic, int partitions) {
        if (partition != null && (partition < 0 || partition >= partitions)) {
            throw CliException.usage("--partition: topic " + topic + " has partitions 0 to " + (partitions - 1)
                    + ", found " + partition);
        }
    }

    /** The record with a value; null is a tombstone. */
    ProducerRecord<byte[], byte[]> record(String topic, byte @Nullable [] value) {
        return new ProducerRecord<>(topic, partition, bytes(key), value, headers());
    }

    private List<Header> headers() {
        List<Header> all = new ArrayList<>();
        for (String header : headers) {
            int equals = header.indexOf('=');
            if (equals < 1) {
                throw CliException.usage("--header: expected NAME=VALUE, found " + header);
            }
            all.add(new RecordHeader(header.substring(0, equals), bytes(header.substring(equals + 1))));
        }
        return all;
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }
}
