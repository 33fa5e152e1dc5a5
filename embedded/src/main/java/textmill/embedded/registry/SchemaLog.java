package textmill.embedded.registry;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import textmill.embedded.BrokerStartException;

/**
 * The schemas topic: appends changes, and applies to the state what comes back.
 *
 * <p>One thread owns the consumer. {@link #append} may be called from one thread at a time.
 */
final class SchemaLog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SchemaLog.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration WRITE_LIMIT = Duration.ofSeconds(20);
    private static final Duration REPLAY_LIMIT = Duration.ofSeconds(60);

    private final TopicPartition partition;
    private final RegistryState state;
    private final ChangeCodec codec = new ChangeCodec();
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread reader = new Thread(this::read, "schema-registry-reader");
    private final CountDownLatch replayed = new CountDownLatch(1);
    private final Object progress = new Object();
    private long position;
    private boolean stopped;
    private boolean uncertain;

    private SchemaLog(String bootstrapServers, String topic, RegistryState state) {
        this.partition = new TopicPartition(topic, 0);
        this.state = state;
        this.producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "client.id", "schema-registry-writer",
                        "acks", "all",
                        "linger.ms", 0,
                        "max.block.ms", 10_000,
                        "request.timeout.ms", 10_000,
                        "delivery.timeout.ms", 15_000),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "client.id",
                        "schema-registry-reader",
                        "enable.auto.commit",
                        false,
                        "auto.offset.reset",
                        "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /** Opens the topic, which must exist, and returns when the state holds everything in it. */
    static SchemaLog open(String bootstrapServers, String topic, RegistryState state) {
        SchemaLog log = new SchemaLog(bootstrapServers, topic, state);
        try {
            log.reader.setDaemon(true);
            log.reader.start();
            if (log.replayed.await(REPLAY_LIMIT.toSeconds(), TimeUnit.SECONDS) && !log.isStopped()) {
                return log;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        log.close();
        throw new BrokerStartException("the schema registry could not read topic " + topic + " at " + bootstrapServers);
    }

    /** Appends one change and returns when it has been applied to the state. */
    void append(Change change) {
        if (uncertain) {
            // The last write got no answer: it may be in the topic. What comes before this one is applied first.
            write(new Change.Noop(state.highestId()));
            uncertain = false;
        }
        write(change);
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            reader.join(Duration.ofSeconds(5).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(Duration.ofSeconds(1));
    }

    private void write(Change change) {
        try {
            long offset = producer.send(
                            new ProducerRecord<>(partition.topic(), 0, codec.key(change), codec.value(change)))
                    .get(WRITE_LIMIT.toSeconds(), TimeUnit.SECONDS)
                    .offset();
            awaitApplied(offset);
        } catch (ExecutionException | KafkaException e) {
            uncertain = true;
            LOG.warn("Could not write to topic {}", partition.topic(), e);
            throw RegistryException.store("the schema was not written to topic " + partition.topic());
        } catch (TimeoutException e) {
            uncertain = true;
            throw RegistryException.storeTimeout("topic " + partition.topic() + " did not answer in time");
        } catch (InterruptedException e) {
            uncertain = true;
            Thread.currentThread().interrupt();
            throw RegistryException.store("the registry is closing");
        }
    }

    private void awaitApplied(long offset) throws InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + WRITE_LIMIT.toNanos();
        synchronized (progress) {
            while (position <= offset) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (stopped || left <= 0) {
                    throw new TimeoutException("offset " + offset + " not read back");
                }
                progress.wait(left);
            }
        }
    }

    private boolean isStopped() {
        synchronized (progress) {
            return stopped;
        }
    }

    private void read() {
        try {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (true) {
                long next = consumer.position(partition);
                synchronized (progress) {
                    position = next;
                    progress.notifyAll();
                }
                if (next >= end) {
                    replayed.countDown();
                }
                consumer.poll(POLL).records(partition).forEach(this::apply);
            }
        } catch (WakeupException e) {
            LOG.debug("Reader of {} stopped", partition);
        } catch (RuntimeException e) {
            LOG.error("The schema registry cannot read topic {} any more", partition.topic(), e);
        } finally {
            // Without patience: the fetch in flight may take half a second, and nobody waits for its answer.
            consumer.close(CloseOptions.timeout(Duration.ZERO));
            synchronized (progress) {
                stopped = true;
                progress.notifyAll();
            }
            replayed.countDown();
        }
    }

    private void apply(ConsumerRecord<byte[], byte[]> message) {
        try {
            state.apply(codec.decode(message.key(), message.value()));
        } catch (IOException e) {
            LOG.warn("Skipped the record at offset {} of {}: {}", message.offset(), partition, e.getMessage());
        }
    }
}
