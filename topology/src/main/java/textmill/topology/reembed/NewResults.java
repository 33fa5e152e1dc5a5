package textmill.topology.reembed;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import textmill.topology.config.ConfigException;

/** Writes results together with what is then done, in one transaction after the other. Used by one thread. */
final class NewResults {
    private final Producer<byte[], byte[]> producer;
    private final JobProgress progress;
    private final ConsumerGroupMetadata nobody;
    private final Map<String, Integer> partitions = new HashMap<>();
    private boolean open;

    /**
     * @param producer with transactions, not initialised; not closed here
     * @param nobody the group that keeps the progress
     */
    NewResults(Producer<byte[], byte[]> producer, JobProgress progress, ConsumerGroupMetadata nobody) {
        this.nobody = nobody;
        this.producer = producer;
        this.progress = progress;
    }

    /** Ends what an earlier run left open, and takes over from one that still works. */
    void takeOver() {
        producer.initTransactions();
    }

    /** How many partitions a topic has. */
    int partitions(String topic) {
        return partitions.computeIfAbsent(
                topic, asked -> producer.partitionsFor(asked).size());
    }

    /** Adds a result to the transaction. */
    void take(ProducerRecord<byte[], byte[]> result) {
        begin();
        Future<RecordMetadata> unused = producer.send(result); // a failure makes the commit fail
    }

    private void begin() {
        if (!open) {
            producer.beginTransaction();
            open = true;
        }
    }

    /**
     * Commits the results that were taken, and that so much is done.
     *
     * @throws ConfigException if another run has taken over
     */
    void commit(Map<TopicPartition, Stretch> done) {
        if (!open && done.isEmpty()) {
            return;
        }
        try {
            begin();
            progress.send(producer, done, nobody);
            producer.commitTransaction();
            open = false;
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            throw new ConfigException(
                    List.of(
                            "Another reembedding of the same name has taken over; this one ends, and nothing is lost or doubled."));
        }
        done.forEach(progress::put);
    }
}
