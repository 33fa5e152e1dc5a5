package textmill.topology;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;
import textmill.runtime.engine.EngineStatistics;
import textmill.runtime.engine.InferenceEngine;
import textmill.topology.decode.RegistryCondition;
import textmill.topology.health.Watched;

/** What the watchdog may know of the application. */
final class Vitals implements Watched {
    private final InferenceEngine engine;
    private final RegistryCondition registry;
    private final Consumer<String> end;
    private final Predicate<String> startOver;
    private final AtomicReference<@Nullable KafkaStreams> streams = new AtomicReference<>();

    Vitals(InferenceEngine engine, RegistryCondition registry, Consumer<String> end, Predicate<String> startOver) {
        this.engine = engine;
        this.registry = registry;
        this.end = end;
        this.startOver = startOver;
    }

    /** Kafka Streams comes later: it is made with clients that are watched already. */
    void of(KafkaStreams made) {
        streams.set(made);
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
        return engine.statistics();
    }

    @Override
    public Optional<String> waitsFor() {
        return registry.trouble();
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
