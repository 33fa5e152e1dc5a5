package textmill.faults.load;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import textmill.events.TextEvent;
import textmill.schema.serde.TextmillAvroSerializer;

/**
 * Writes records at a steady rate, round robin over the partitions, on a thread of its own. A record's number in its
 * partition is its offset; an acknowledgement that says otherwise ends the load with an error.
 */
public final class Load implements AutoCloseable {
    /** The partition that is given records with a new schema. */
    public static final int NEW_SCHEMA_PARTITION = 0;

    private static final Schema NEW_SCHEMA = SchemaBuilder.record("TextEvent")
            .namespace("textmill.events")
            .fields()
            .optionalString("text")
            .optionalString("id")
            .optionalString("addedLater")
            .endRecord();

    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final Plan plan;
    private final Texts.Source texts;
    private final KafkaProducer<byte[], byte[]> producer;
    private final TextmillAvroSerializer serializer = new TextmillAvroSerializer();
    private final AtomicLongArray acknowledged;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean newSchema;
    private volatile boolean stopping;
    private volatile long sent;

    /**
     * What is written.
     *
     * @param topic with as many partitions
     * @param partitions written to in turn
     * @param records in all, unless it is stopped before
     * @param perSecond rate; what an outage held up follows at once
     */
    public record Plan(String topic, int partitions, long records, int perSecond) {
        /** How many records a partition gets. */
        public long in(int partition) {
            return records / partitions + (partition < records % partitions ? 1 : 0);
        }

        private Plan endedAt(long fewer) {
            return new Plan(topic, partitions, fewer, perSecond);
        }
    }

    /** Prepares a load of short texts; {@link #start} begins. */
    public Load(String bootstrapServers, String registryUrl, Plan plan) {
        this(bootstrapServers, registryUrl, plan, Texts::text);
    }

    /** The same with other texts. */
    public Load(String bootstrapServers, String registryUrl, Plan plan, Texts.Source texts) {
        this.plan = plan;
        this.texts = texts;
        this.acknowledged = new AtomicLongArray(plan.partitions);
        this.producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        // Were the first request refused and the second taken, the first would be out of order for
                        // ever.
                        "max.in.flight.requests.per.connection", 1,
                        "linger.ms", 5,
                        "batch.size", 131_072,
                        "max.block.ms", 300_000,
                        "delivery.timeout.ms", 300_000,
                        "request.timeout.ms", 10_000),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        serializer.configure(Map.of("schema.registry.url", registryUrl), false);
        serializer.prepare(plan.topic, TextEvent.getClassSchema());
        serializer.prepare(plan.topic, NEW_SCHEMA);
    }

    /** Begins. */
    public Load start() {
        Thread thread = new Thread(this::write, "load");
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    private void write() {
        long began = System.nanoTime();
        try {
            long number = 0;
            while (number < plan.records && !stopping && failure.get() == null) {
                long due = Math.min(plan.records, (System.nanoTime() - began) * plan.perSecond / 1_000_000_000L);
                if (due <= number) {
                    LockSupport.parkNanos(TICK_NANOS);
                }
                for (; number < due; number++) {
                    send((int) (number % plan.partitions), number / plan.partitions);
                }
                sent = number;
            }
            producer.flush();
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
        } finally {
            done.countDown();
        }
    }

    private void send(int partition, long offset) {
        String text = texts.text(partition, offset);
        Object event = newSchema && partition == NEW_SCHEMA_PARTITION
                ? new GenericRecordBuilder(NEW_SCHEMA).set("text", text).build()
                : new TextEvent(text, null);
        Future<RecordMetadata> unused = producer.send( // the callback has it
                new ProducerRecord<>(
                        plan.topic, partition, Texts.key(partition, offset), serializer.serialize(plan.topic, event)),
                (metadata, problem) -> {
                    if (problem != null) {
                        failure.compareAndSet(null, problem);
                    } else if (metadata.offset() != offset) {
                        failure.compareAndSet(
                                null,
                                new IllegalStateException("record " + offset + " of partition " + partition
                                        + " is at offset " + metadata.offset()));
                    }
                    acknowledged.incrementAndGet(partition);
                });
    }

    /** From now on partition {@link #NEW_SCHEMA_PARTITION} gets records with a schema that no reader has seen. */
    public void useNewSchema() {
        newSchema = true;
    }

    /** Goes back to the schema of the beginning. */
    public void useOldSchema() {
        newSchema = false;
    }

    /** Records acknowledged so far. */
    public long acknowledged() {
        long sum = 0;
        for (int i = 0; i < plan.partitions; i++) {
            sum += acknowledged.get(i);
        }
        return sum;
    }

    /** Fails if the load has: then there is nothing to wait for. */
    public void check() {
        Exception problem = failure.get();
        if (problem != null) {
            throw new AssertionError("the load failed", problem);
        }
    }

    /** Writes no more. */
    public void stop() {
        stopping = true;
    }

    /** Waits until everything is written and acknowledged, and returns what was really written. */
    public Plan awaitDone(Duration longest) throws InterruptedException {
        if (!done.await(longest.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("only " + acknowledged() + " of " + plan.records + " records are written");
        }
        check();
        return plan.endedAt(sent);
    }

    @Override
    public void close() {
        stopping = true;
        producer.close(Duration.ofSeconds(1));
        serializer.close();
    }
}
