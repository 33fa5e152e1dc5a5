package textmill.topology;

import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.ThreadMetadata;

/**
 * The threads of a Kafka Streams application.
 *
 * @param streams the application
 * @param abandoning has a thread commit nothing more and ends what it waits for, by its name
 */
record StreamThreads(KafkaStreams streams, Consumer<String> abandoning) implements FreshThreads.Pool {
    private static final String DEAD = "DEAD";

    @Override
    public boolean isRunning() {
        return streams.state().isRunningOrRebalancing();
    }

    @Override
    public Set<String> alive() {
        return streams.metadataForLocalThreads().stream()
                .filter(thread -> !thread.threadState().equals(DEAD))
                .map(ThreadMetadata::threadName)
                .collect(Collectors.toSet());
    }

    @Override
    public boolean add() {
        return streams.addStreamThread().isPresent();
    }

    @Override
    public void abandon(String thread) {
        abandoning.accept(thread);
    }
}
