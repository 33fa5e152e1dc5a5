package textmill.topology;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;
import textmill.runtime.engine.EngineStatistics;
import textmill.topology.delivery.Delivery;
import textmill.topology.health.Restores;
import textmill.topology.health.Watched;

/** What the watchdog may know of the application. */
final class Vitals implements Watched {
    /** What topics take is read at every fifth look at the brokers, which is every ten seconds. */
    private static final int LOOKS = 5;

    private final Application.Surroundings surroundings;
    private final Delivery delivery;
    private final Consumer<String> end;
    private final Predicate<String> startOver;
    private final Restores restores = new Restores();
    private final AtomicReference<@Nullable KafkaStreams> streams = new AtomicReference<>();
    /** Counted by the watchdog's thread. */
    private int looks;

    Vitals(
            Application.Surroundings surroundings,
            Delivery delivery,
            Consumer<String> end,
            Predicate<String> startOver) {
        this.surroundings = surroundings;
        this.delivery = delivery;
        this.end = end;
        this.startOver = startOver;
    }

    /** Kafka Streams comes later: it is made with clients that are watched already. */
    void of(KafkaStreams made) {
        made.setGlobalStateRestoreListener(restores);
        streams.set(made);
    }

    /** Kafka Streams runs: all its states have been restored. */
    void running() {
        restores.done();
    }

    @Override
    public boolean isRunning() {
        KafkaStreams now = streams.get();
        return now != null && now.state() == KafkaStreams.State.RUNNING;
    }

    @Override
    public Set<TopicPartition> assigned() {
        KafkaStreams now = streams.get();
        if (now == null || !now.state().isRunningOrRebalancing()) {
            return Set.of();
        }
        return now.metadataForLocalThreads().stream()
                .flatMap(thread -> thread.activeTasks().stream())
                .flatMap(task -> task.topicPartitions().stream())
                .collect(Collectors.toSet());
    }

    @Override
    public EngineStatistics engine() {
        return surroundings.engine().statistics();
    }

    @Override
    public Optional<String> waitsFor() {
        return surroundings.registry().trouble();
    }

    @Override
    public Map<TopicPartition, Restores.Restore> restores() {
        return restores.open();
    }

    @Override
    public void looked() {
        looks = (looks + 1) % LOOKS;
        if (looks == 0) {
            surroundings.limits().read();
        }
    }

    @Override
    public OptionalLong began(TopicPartition partition, long sinceNanos) {
        return delivery.began(partition, sinceNanos);
    }

    @Override
    public boolean startOver(String reason) {
        return startOver.test(reason);
    }

    @Override
    public void end(String reason) {
        end.accept(reason);
    }
}
