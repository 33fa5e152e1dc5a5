package textmill.benchmarks.kafka;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the outputs of some tasks as a consumer of committed data does, and notes when the last output of each message
 * came. The thread that opens it may ask; a thread of its own reads.
 */
public final class ResultReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final int tasks;
    private int[] missing = new int[0];
    private long[] completed = new long[0];
    private final Object progress = new Object();
    private final Thread thread;
    private volatile boolean stopping;
    private volatile @Nullable RuntimeException failure;
    private int outputs;
    private int repeated;

    private ResultReader(Bed bed, List<BenchTask> tasks, int messages) {
        this.tasks = tasks.size();
        expect(messages);
        this.thread = new Thread(() -> read(bed, tasks), "bench-reader");
        thread.setDaemon(true);
    }

    /**
     * Starts to read.
     *
     * @param messages how many numbers will be in use
     */
    public static ResultReader open(Bed bed, List<BenchTask> tasks, int messages) {
        ResultReader reader = new ResultReader(bed, tasks, messages);
        reader.thread.start();
        return reader;
    }

    /**
     * Makes room for more, before they are sent: as much as is needed, because what is measured shares its memory.
     *
     * @param messages how many numbers will be in use
     */
    public void expect(int messages) {
        synchronized (progress) {
            int known = missing.length;
            missing = Arrays.copyOf(missing, messages);
            completed = Arrays.copyOf(completed, messages);
            Arrays.fill(missing, known, messages, tasks);
        }
    }

    /**
     * Waits for every output of the messages before number {@code end}.
     *
     * @throws IllegalStateException if they have not come in time, telling how many are missing
     */
    public void awaitAll(int end, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        synchronized (progress) {
            while (outputs - repeated < (long) end * tasks) {
                long left = (deadline - System.nanoTime()) / 1_000_000;
                RuntimeException failed = failure;
                if (failed != null) {
                    throw failed;
                }
                if (left <= 0) {
                    throw new IllegalStateException("after " + limit + " only " + (outputs - repeated) + " of "
                            + (long) end * tasks + " results have come");
                }
                progress.wait(Math.min(left, POLL.toMillis()));
            }
        }
    }

    /** True if so many messages have given all that they should, whichever they are. */
    public boolean has(int messages) {
        synchronized (progress) {
            RuntimeException failed = failure;
            if (failed != null) {
                throw failed;
            }
            return outputs - repeated >= (long) messages * tasks;
        }
    }

    /** When the last output of a message was read, as {@link System#nanoTime}. */
    public long completedNanos(int number) {
        synchronized (progress) {
            return completed[number];
        }
    }

    /** Outputs that came a second time, which at-least-once delivery allows. */
    public int repeated() {
        synchronized (progress) {
            return repeated;
        }
    }

    @Override
    public void close() throws IllegalStateException {
        stopping = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read(Bed bed, List<BenchTask> from) {
        Map<String, Object> config = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bed.bootstrapServers(),
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                10_000);
        List<TopicPartition> partitions = new ArrayList<>();
        from.forEach(task -> IntStream.range(0, bed.partitions())
                .forEach(partition -> partitions.add(new TopicPartition(task.topic(), partition))));
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            while (!stopping) {
                var records = consumer.poll(POLL);
                long now = System.nanoTime();
                if (!records.isEmpty()) {
                    note(records, now);
                }
            }
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private void note(Iterable<ConsumerRecord<byte[], byte[]>> records, long now) {
        synchronized (progress) {
            for (ConsumerRecord<byte[], byte[]> output : records) {
                int number = ByteBuffer.wrap(output.key()).getInt();
                int left = --missing[number];
                outputs++;
                if (left == 0) {
                    completed[number] = now;
                } else if (left < 0) {
                    repeated++;
                }
            }
            progress.notifyAll();
        }
    }
}
