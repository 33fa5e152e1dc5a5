package textmill.topology.config;

import java.time.Duration;
import java.util.List;

/** How long things may wait, and what a partition may hold. */
public final class DeliveryKeys {
    private static final long DAY_MS = Duration.ofDays(1).toMillis();

    private DeliveryKeys() {}

    /** Records of a partition that are held. */
    public static final Key<Integer> PARTITION_WINDOW_TEXTS = Key.of(
            "partition.window.texts",
            Rule.count(1, 1_000_000),
            2_048,
            "Most records of one partition that wait for their result or for their turn; beyond it reading waits.");

    /** Bytes of such records. */
    public static final Key<Long> PARTITION_WINDOW_BYTES = Key.of(
            "partition.window.bytes",
            Rule.bytes(1_024),
            64L << 20,
            "Most bytes of such records of one partition; beyond it reading waits.");

    /** Longest wait of a stream thread for room. */
    public static final Key<Duration> WINDOW_WAIT = Key.of(
            "window.wait.ms",
            Rule.millis(0, 600_000),
            Duration.ofSeconds(2),
            "Longest wait of a stream thread for room in a window before it takes one more record in any case. Three times this must fit into `max.poll.interval.ms` and, under exactly_once_v2, into `transaction.timeout.ms`.");

    /** Longest wait for the engine. */
    public static final Key<Duration> REQUEST_TIMEOUT = Key.of(
            "request.timeout.ms",
            Rule.millis(1_000, DAY_MS),
            Duration.ofSeconds(60),
            "A stream thread fails if the engine has not answered for the oldest text for this long; nothing is lost, the records are read again.");

    /** Replacements of dead threads. */
    public static final Key<Integer> THREAD_RESTARTS = Key.of(
            "thread.restarts",
            Rule.count(0, 1_000_000),
            5,
            "How often within ten minutes a stream thread that died is replaced; after that the process ends.");

    /** Longest start. */
    public static final Key<Duration> START_TIMEOUT = Key.of(
            "start.timeout.ms",
            Rule.millis(1_000, DAY_MS),
            Duration.ofSeconds(30),
            "How long the start waits for the brokers and the schema registry.");

    /** What a stuck process does. */
    public enum ProgressAction {
        /** It ends, for a supervisor to start it again. */
        END,
        /** It goes on trying. */
        WAIT
    }

    /** Longest standstill. */
    public static final Key<Duration> PROGRESS_TIMEOUT = Key.of(
            "progress.timeout.ms",
            Rule.millis(1_000, DAY_MS),
            Duration.ofSeconds(60),
            "Records wait, brokers answer, and nothing has been committed for this long (or a topic or a right has been gone for this long): the process is stuck and `/health/live` is down. `/health/ready` is down after half of it, 10 s at most, and at once where the cause is plain. States that are being restored count as progress.");

    /** What follows from a standstill. */
    public static final Key<ProgressAction> PROGRESS_ACTION = Key.of(
            "progress.action",
            Rule.word(ProgressAction.class),
            ProgressAction.END,
            "What a stuck process does. `end`: it ends with exit code 1 and the reason, so that a supervisor starts it again. `wait`: it goes on trying until somebody has mended the cause.");

    /** Longest stop. */
    public static final Key<Duration> STOP_TIMEOUT = Key.of(
            "stop.timeout.ms",
            Rule.millis(0, DAY_MS),
            Duration.ofSeconds(3),
            "How long a stop waits for texts in flight. What is then unfinished is read again by the next owner of the partition.");

    static final Section SECTION = new Section(
            "Delivery",
            false,
            List.of(
                    PARTITION_WINDOW_TEXTS,
                    PARTITION_WINDOW_BYTES,
                    WINDOW_WAIT,
                    REQUEST_TIMEOUT,
                    THREAD_RESTARTS,
                    START_TIMEOUT,
                    PROGRESS_TIMEOUT,
                    PROGRESS_ACTION,
                    STOP_TIMEOUT));
}
