package textmill.topology.config;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Kafka Streams and its clients. */
public final class KafkaKeys {
    private KafkaKeys() {}

    /** How often a reader sees a result. */
    public enum Guarantee {
        /** Once, whatever happens. */
        EXACTLY_ONCE_V2,
        /** A crash may repeat it. */
        AT_LEAST_ONCE;

        static String word(Guarantee guarantee) {
            return guarantee.name().toLowerCase(Locale.ROOT);
        }
    }

    /** How instances share partitions. */
    public enum Protocol {
        /** The consumers agree among themselves. */
        CLASSIC,
        /** The broker decides (KIP-1071). */
        STREAMS
    }

    /** The cluster. Required. */
    public static final Key<String> BOOTSTRAP_SERVERS = Key.optional(
            "bootstrap.servers",
            AddressRules.brokers(),
            "Brokers to find the cluster by, `host:port,host:port`. Required.");

    /** Delivery guarantee. */
    public static final Key<Guarantee> PROCESSING_GUARANTEE = Key.of(
            "processing.guarantee",
            Rule.word(Guarantee.class, Guarantee::word),
            Guarantee.EXACTLY_ONCE_V2,
            "`exactly_once_v2`: readers of committed data see each result once. `at_least_once`: a crash may repeat the results since the last commit.");

    /** Rebalance protocol. */
    public static final Key<Protocol> GROUP_PROTOCOL = Key.of(
            "group.protocol",
            Rule.word(Protocol.class),
            Protocol.CLASSIC,
            "Rebalance protocol. `streams` works under `exactly_once_v2` only.");

    /** Stream threads of each application. */
    public static final Key<Integer> NUM_STREAM_THREADS = Key.of(
            "num.stream.threads", Rule.count(1, 256), 1, "Threads that read, decode and write; inference has its own.");

    /** Time between commits. */
    public static final Key<Duration> COMMIT_INTERVAL = Key.of(
            "commit.interval.ms",
            Rule.millis(1, 600_000),
            Duration.ofMillis(100),
            "Time between commits. Readers of committed data wait for it. While texts take more than eight times as long, because more arrive than can be computed, an eighth of what they take; at most four times this and one second.");

    /** Longest interval, as a multiple of the usual one. */
    private static final int MOST_INTERVALS = 4;

    /** Longest interval, unless the usual one is longer. */
    private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(1);

    /** The longest time between commits while texts take long, for a usual one. */
    public static Duration longestCommitInterval(Duration usual) {
        Duration most = usual.multipliedBy(MOST_INTERVALS);
        Duration stretched = most.compareTo(LONGEST_INTERVAL) < 0 ? most : LONGEST_INTERVAL;
        return stretched.compareTo(usual) > 0 ? stretched : usual;
    }

    static final Section SECTION = new Section(
            "Kafka",
            false,
            List.of(BOOTSTRAP_SERVERS, PROCESSING_GUARANTEE, GROUP_PROTOCOL, NUM_STREAM_THREADS, COMMIT_INTERVAL));
}
