package textmill.topology.health;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every two seconds whether texts flow, and says why not. Progress is what the brokers have seen: records wait in the
 * input, and the group's committed offsets move. What a client of Kafka Streams or its state says of itself is a hint for
 * the reason only. Time in which the process stood counts for nothing. Thread-safe; looks on a thread of its own.
 */
public final class Watchdog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final Duration TIMESTAMPS = Duration.ofSeconds(2);
    /** A look that takes longer than all its time-outs together is a fault of its own. */
    private static final Duration BLIND = Duration.ofSeconds(40);

    private final HealthSettings settings;
    private final Watched app;
    private final AwakeClock clock;
    private final Calls calls;
    private final ReadPositions positions = new ReadPositions();
    private final Backlog backlog;
    private final RemovedRecords removed;
    private final TopicsMadeAnew anew;
    private final Retries retries;
    private final Examination examination;
    private final BrokerProbe probe;
    private final OldestUnread oldest;
    private final ScheduledExecutorService thread;
    private final Findings findings;
    private volatile Set<TopicPartition> ours = Set.of();
    private volatile long lookedNanos;
    private volatile Instant looked = Instant.now();
    private volatile @Nullable Instant away;
    private boolean ended;
    private @Nullable WatchedClients clients;

    /** Prepares; {@link #start} begins. */
    public Watchdog(HealthSettings settings, Watched app) {
        this(settings, app, new AwakeClock(System::nanoTime));
    }

    /** @param clock takes its first step with {@link #start}, and is closed with this */
    Watchdog(HealthSettings settings, Watched app, AwakeClock clock) {
        this.settings = settings;
        this.app = app;
        this.clock = clock;
        this.calls = new Calls(System::nanoTime, clock::nanos);
        this.findings = new Findings(settings.limits());
        this.lookedNanos = clock.nanos();
        String reset = String.valueOf(new StreamsConfig(settings.kafka())
                .getMainConsumerConfigs(settings.group(), "", 0)
                .get(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG));
        boolean fromEnd = reset.equals("latest");
        this.backlog = new Backlog(fromEnd);
        this.removed = new RemovedRecords(positions, settings.topics().inputs());
        this.anew = new TopicsMadeAnew(settings.topics().inputs(), fromEnd, removed);
        this.retries = new Retries(settings.limits().live());
        this.examination = new Examination(settings, calls, backlog);
        this.probe = new BrokerProbe(settings);
        this.oldest = new OldestUnread(settings);
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread watch = new Thread(task, "textmill-watch");
            watch.setDaemon(true);
            return watch;
        });
    }

    /** Watches the clients of Kafka Streams; between Kafka's own and the commit rule. */
    public KafkaClientSupplier watch(KafkaClientSupplier inner) {
        WatchedClients watched = new WatchedClients(inner, calls, positions, new ReadTopics(anew, probe));
        clients = watched;
        return watched;
    }

    /** Takes a first look, before Kafka Streams starts, and goes on from there. */
    public void start() {
        clock.start();
        look();
        if (!brokersAnswer()) {
            // They have just answered the start, so more likely the machine stood than that they are away; and what was
            // committed and removed before Kafka Streams reads can be seen only now.
            look();
        }
        ScheduledFuture<?> unused = thread.scheduleWithFixedDelay(
                this::look, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    void look() {
        clock.step();
        long askedNanos = clock.nanos();
        try {
            Snapshot snapshot = probe.look();
            long seenNanos = System.nanoTime();
            long now = clock.nanos();
            answered(now);
            Set<TopicPartition> partitions =
                    app.isRunning() ? app.assigned() : snapshot.logs().keySet();
            ours = Set.copyOf(partitions);
            if (snapshot.group().isEmpty()) {
                backlog.update(snapshot, ours, now);
                backlog.found(oldest.in(backlog.unseen(ours), TIMESTAMPS));
                removed.look(snapshot, app.assigned(), app.isRunning());
            }
            anew.look(snapshot, app, seenNanos);
            findings.publish(examination.of(snapshot, ours, app, new Examination.Times(askedNanos, now)), askedNanos);
            act(askedNanos);
            app.looked();
        } catch (BrokerProbe.NoAnswerException e) {
            unanswered(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        } catch (RuntimeException e) {
            LOG.warn("The look at the brokers failed; the next one is in {}", INTERVAL, e);
        }
        lookedNanos = clock.nanos();
        looked = Instant.now();
    }

    private void answered(long nowNanos) {
        Instant since = away;
        if (since != null) {
            away = null;
            // Nobody could make progress meanwhile.
            backlog.restart(nowNanos);
            examination.restart(nowNanos);
            LOG.info("The brokers answer again, after {} s", since.until(Instant.now(), ChronoUnit.SECONDS));
        }
    }

    private void unanswered(@Nullable String why) {
        Instant since = away == null ? looked.truncatedTo(ChronoUnit.SECONDS) : away;
        String what = why + " since " + since + ", bootstrap.servers = "
                + settings.kafka().getProperty(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG);
        if (away == null) {
            away = since;
            LOG.warn("Not ready: {}", what);
        }
        findings.unanswered(what, clock.nanos());
    }

    /**
     * What is said of an age counts to the moment in which the brokers were asked: whatever had lasted for too long by then, its
     * cause is among the answers. Otherwise a slow look would end the application for what waits, and not for the topic
     * that was deleted while it went on.
     */
    private void act(long askedNanos) {
        List<String> lasting = findings.stuck(askedNanos);
        if (!settings.limits().ends()) {
            boolean stalled = !lasting.isEmpty() && findings.has(Examination.STALLED);
            retries.look(stalled && app.waitsFor().isEmpty(), app, askedNanos);
        } else if (!lasting.isEmpty() && !ended) {
            ended = true;
            app.end(String.join("; ", lasting));
        }
    }

    /** Looks now and waits for it, so that what is said next was asked after this call; gives up when it is closed. */
    public void lookNow() {
        try {
            thread.submit(this::look).get(BLIND.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            LOG.debug("No last look", e);
        }
    }

    /** What the last look found. */
    List<Finding> findings() {
        return findings.all();
    }

    /** Why texts do not flow; empty if they do. */
    public List<String> notReady() {
        long now = clock.nanos();
        return isBlind(now)
                ? List.of("the look at the brokers has taken longer than " + BLIND.toSeconds() + " s")
                : findings.reasons(now);
    }

    /** Why the process is stuck and should be started again; empty if it is not. */
    public List<String> notLive() {
        long now = clock.nanos();
        return isBlind(now) ? notReady() : findings.stuck(now);
    }

    private boolean isBlind(long nowNanos) {
        return nowNanos - lookedNanos > BLIND.toNanos();
    }

    /** Whether a broker answered the last look. */
    public boolean brokersAnswer() {
        return away == null;
    }

    /** Whether something outside of this process keeps it from working, as far as the last look could tell. */
    public boolean isHindered() {
        return findings.hinder();
    }

    /** How far each partition of ours was behind at the last look. */
    public List<PartitionLag> lags() {
        long now = System.currentTimeMillis();
        return backlog.lags(ours).stream()
                .map(lag -> new PartitionLag(
                        lag.partition(),
                        lag.records(),
                        lag.oldestMs().isPresent()
                                ? Math.max(0, now - lag.oldestMs().getAsLong()) / 1e3
                                : 0))
                .toList();
    }

    /** Age of the oldest record of some topics that waits, by its own timestamp. */
    public Duration oldestUnread(Collection<String> topics) {
        double seconds = lags().stream()
                .filter(lag -> topics.contains(lag.partition().topic()))
                .mapToDouble(PartitionLag::seconds)
                .max()
                .orElse(0);
        return Duration.ofMillis((long) (1_000 * seconds));
    }

    /** The application, by its group. */
    public String application() {
        return settings.group();
    }

    /** The topics that are watched. */
    public HealthSettings.Topics topics() {
        return settings.topics();
    }

    /** Records of a topic that were removed before they were read, as far as this process had the partition. */
    public long removed(String topic) {
        return removed.of(topic);
    }

    /** When this process committed last, milliseconds since 1970; 0 if it has not yet. */
    public long lastCommitMs() {
        WatchedClients watched = clients;
        return watched == null ? 0 : watched.lastCommitMs();
    }

    /** Ends what threads of Kafka Streams still wait for. */
    public void abandon() {
        WatchedClients watched = clients;
        if (watched != null) {
            watched.abandon();
        }
    }

    /** Has one of them commit nothing more, and ends what it waits for; it fails then. */
    public void abandon(String thread) {
        WatchedClients watched = clients;
        if (watched != null) {
            watched.abandon(thread);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        clock.close();
        probe.close();
        try {
            if (thread.awaitTermination(1, TimeUnit.SECONDS)) {
                oldest.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
