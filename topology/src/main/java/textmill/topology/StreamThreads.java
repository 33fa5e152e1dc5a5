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
 * @param abandoning has the clients of a thread commit nothing more, by its name
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

    /**
     * A producer that is closed does not let go whoever commits offsets with it, and under {@code group.protocol=streams} the
     * consumer is not ours: so the thread itself is interrupted, in whatever it waits for.
     */
    @Override
    public void abandon(String thread) {
        abandoning.accept(thread);
        Thread.getAllStackTraces().keySet().stream()
                .filter(running -> running.getName().equals(thread))
                .forEach(Thread::interrupt);
    }
}
