package textmill.topology;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import textmill.runtime.engine.InferenceEngine;
import textmill.topology.config.ConfigException;
import textmill.topology.config.DeliveryKeys;
import textmill.topology.config.DeliveryKeys.ProgressAction;
import textmill.topology.config.KafkaKeys;
import textmill.topology.config.TextmillConfig;
import textmill.topology.decode.RegistryCondition;
import textmill.topology.delivery.Delivery;
import textmill.topology.health.HealthSettings;
import textmill.topology.health.StuckException;
import textmill.topology.health.Watchdog;
import textmill.topology.start.DeniedRight;

/** One Kafka Streams application, the pipelines of one {@code application.id}, and its watchdog. Thread-safe. */
final class Application {
    private static final Logger LOG = LoggerFactory.getLogger(Application.class);
    private static final int CLOSE_SLICES = 15;
    private static final int HINDERED_SLICES = 3;
    private static final Duration CLOSE_SLICE = Duration.ofSeconds(2);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

    private final HealthSettings health;
    private final boolean waits;
    private final Delivery delivery;
    private final Runnable ended;
    private final FreshLimits limits;
    private final ThreadDeaths deaths;
    private final Watchdog watchdog;
    private final KafkaStreams streams;
    private final FreshThreads threads;
    private final AtomicReference<@Nullable String> stuck = new AtomicReference<>();
    private final AtomicReference<@Nullable Throwable> last = new AtomicReference<>();

    /**
     * What applications share.
     *
     * @param engine their engine
     * @param registry whether the schema registry answers
     * @param limits what the topics take
     * @param ended told when one has ended or is to end, by itself or not
     */
    record Surroundings(InferenceEngine engine, RegistryCondition registry, FreshLimits limits, Runnable ended) {}

    /**
     * Prepares it; {@link #start} begins.
     *
     * @param config of the process
     * @param health what is watched; names the application
     * @param delivery its pipelines; closed with it
     * @param surroundings what it shares with other applications
     */
    Application(TextmillConfig config, HealthSettings health, Delivery delivery, Surroundings surroundings) {
        this.health = health;
        this.waits = config.get(DeliveryKeys.PROGRESS_ACTION) == ProgressAction.WAIT;
        this.delivery = delivery;
        this.ended = surroundings.ended;
        this.limits = surroundings.limits;
        this.deaths = new ThreadDeaths(
                config.get(DeliveryKeys.THREAD_RESTARTS), Clock.systemUTC(), this::isExcused, FIRST_PAUSE);
        Vitals vitals = new Vitals(surroundings, delivery, this::giveUp, this::startOver);
        this.watchdog = new Watchdog(health, vitals);
        this.streams = streams(health, delivery, watchdog);
        this.threads = new FreshThreads(
                new StreamThreads(streams, watchdog::abandon),
                config.get(KafkaKeys.NUM_STREAM_THREADS),
                FreshThreads::inBackground);
        vitals.of(streams);
        streams.setUncaughtExceptionHandler(failure -> {
            threads.passOver(failure);
            learnLimits();
            StreamThreadExceptionResponse response = deaths.handle(failure);
            // It may have become an old thread while it paused.
            threads.passOver(failure);
            return response;
        });
        streams.setStateListener((now, before) -> {
            if (now == KafkaStreams.State.RUNNING) {
                vitals.running();
            }
            if (now == KafkaStreams.State.ERROR || now == KafkaStreams.State.NOT_RUNNING) {
                ended.run();
            }
        });
    }

    private static KafkaStreams streams(HealthSettings health, Delivery delivery, Watchdog watchdog) {
        try {
            return new KafkaStreams(
                    TextmillTopology.build(delivery), health.kafka(), delivery.clients(watchdog::watch));
        } catch (StreamsException e) {
            // Kafka Streams locks the directory of a state.
            if (String.valueOf(e.getMessage()).startsWith("Unable to initialize state")) {
                throw new ConfigException(
                        List.of("kafka.state.dir = " + health.kafka().get("state.dir")
                                + ": another process of this application works in it, or it cannot be written: give each"
                                + " process a directory of its own."));
            }
            throw e;
        }
    }

    /** A record that a topic refuses by a new limit ends every thread that reads it, until somebody knows that limit. */
    private void learnLimits() {
        if (watchdog.brokersAnswer()) {
            limits.read();
        }
    }

    /** Takes a first look at the brokers, and goes on looking. */
    void watch() {
        watchdog.start();
    }

    /** Age of the oldest record of some topics that will be read, by its own timestamp. */
    Duration oldestUnread(Collection<String> topics) {
        return watchdog.oldestUnread(topics);
    }

    void start() {
        streams.start();
    }

    Watchdog watchdog() {
        return watchdog;
    }

    /** Keeps what it is stuck for; whoever waits for the end sees it, and closes. */
    private void giveUp(String reason) {
        stuck.set(reason);
        LOG.error("Application {} is stuck, and progress.action = end: {}", id(), reason);
        ended.run();
    }

    /** Not while a thread that died waits for its replacement, which begins anew in any case. */
    private boolean startOver(String reason) {
        return deaths.pausing().isEmpty() && threads.replace(reason);
    }

    /** Brokers that are away end nothing; what somebody has to mend ends nothing if the application is to wait for it. */
    private boolean isExcused(Throwable death) {
        return !watchdog.brokersAnswer()
                || (waits && (watchdog.isHindered() || !hindrances(death).isEmpty()));
    }

    String id() {
        return health.group();
    }

    Delivery delivery() {
        return delivery;
    }

    KafkaStreams streams() {
        return streams;
    }

    /** Why it should be started again; empty if it should not. */
    List<String> notLive() {
        List<String> reasons = new ArrayList<>(watchdog.notLive());
        if (streams.state() == KafkaStreams.State.ERROR || streams.state() == KafkaStreams.State.NOT_RUNNING) {
            reasons.add("Kafka Streams is " + streams.state());
        }
        return reasons;
    }

    /** Why texts do not flow; empty if they do. */
    List<String> notReady() {
        List<String> reasons = new ArrayList<>();
        if (streams.state() != KafkaStreams.State.RUNNING) {
            reasons.add("Kafka Streams is " + streams.state());
        }
        reasons.addAll(watchdog.notReady());
        reasons.addAll(limits.troubles(id()));
        deaths.pausing().ifPresent(reasons::add);
        Throwable death = deaths.last();
        if (death != null && deaths.pausing().isPresent()) {
            DeniedRight.in(death, id()).ifPresent(reasons::add);
        }
        return reasons;
    }

    /** What it died of, if it did. */
    Optional<Throwable> failure() {
        String reason = stuck.get();
        if (reason != null) {
            return Optional.of(new StuckException(reason));
        }
        Throwable death = streams.state() == KafkaStreams.State.ERROR ? deaths.last() : null;
        if (death != null && last.get() == null) {
            last.compareAndSet(null, withHindrance(death));
        }
        return death == null ? Optional.empty() : Optional.ofNullable(last.get());
    }

    /** Kafka Streams says that a topic is missing, and not which; threads may have died since the watchdog looked. */
    private Throwable withHindrance(Throwable death) {
        watchdog.lookNow();
        List<String> hindrances = hindrances(death);
        if (watchdog.isHindered()) {
            hindrances.addAll(watchdog.notReady());
        }
        return hindrances.isEmpty()
                ? death
                : new StuckException(
                        String.join("; ", hindrances) + "; a stream thread ended: " + ThreadDeaths.rootCause(death));
    }

    /** What somebody has to mend, as far as a death and what topics take tell it. */
    private List<String> hindrances(Throwable death) {
        List<String> hindrances = new ArrayList<>(limits.troubles(id()));
        DeniedRight.in(death, id()).ifPresent(hindrances::add);
        return hindrances;
    }

    /** Starts no more texts and replaces no more threads. */
    void stop() {
        deaths.stop();
        delivery.stop();
    }

    /** Drains within a time, commits and leaves the group. */
    void close(Duration drainLimit) {
        stop();
        if (!delivery.drain(drainLimit)) {
            LOG.info("stop.timeout.ms is over; unfinished texts are left to the next owner of their partition");
        }
        closeStreams();
        watchdog.close();
        delivery.close();
    }

    /** Waits in slices, of which there are few if a commit is not to be expected: brokers are away, or a topic is. */
    private void closeStreams() {
        boolean ends = hasClosed();
        int asked = 1;
        for (; !ends && asked < slices(); asked++) {
            ends = hasClosed();
        }
        if (!ends) {
            LOG.warn(
                    "Kafka Streams waits for brokers, and was asked to end {} times: what is not committed is left to the"
                            + " next owner",
                    asked);
            watchdog.abandon();
            ends = hasClosed();
        }
        if (!ends) {
            LOG.warn("Threads of Kafka Streams are left to the end of this process");
        }
    }

    private int slices() {
        if (stuck.get() != null || !watchdog.brokersAnswer()) {
            return 1;
        }
        return watchdog.isHindered() ? HINDERED_SLICES : CLOSE_SLICES;
    }

    private boolean hasClosed() {
        return streams.close(CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                .withTimeout(CLOSE_SLICE));
    }
}
