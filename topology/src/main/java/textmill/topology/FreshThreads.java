package textmill.topology;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.ThreadMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces the stream threads of a running application, one after another and while it runs. An old thread commits what it
 * has finished and leaves the group; a new one begins with what is committed. Thread-safe.
 */
final class FreshThreads {
    private static final Logger LOG = LoggerFactory.getLogger(FreshThreads.class);
    private static final Duration LONGEST_END = Duration.ofSeconds(5);
    private static final Duration LONGEST_FAILURE = Duration.ofSeconds(30);

    private final KafkaStreams streams;
    private final Consumer<String> abandon;
    private final AtomicBoolean replacing = new AtomicBoolean();
    private final Set<String> old = ConcurrentHashMap.newKeySet();

    /** @param abandon ends the wait of a thread for a broker, by its name */
    FreshThreads(KafkaStreams streams, Consumer<String> abandon) {
        this.streams = streams;
        this.abandon = abandon;
    }

    /** Begins to, on a thread of its own; false if it is not running or at it already. */
    boolean replace(String why) {
        if (!streams.state().isRunningOrRebalancing() || !replacing.compareAndSet(false, true)) {
            return false;
        }
        LOG.warn("The stream threads are replaced, and read on where the group has committed: {}", why);
        Thread thread = new Thread(this::replaceAll, "textmill-fresh-threads");
        thread.setDaemon(true);
        thread.start();
        return true;
    }

    private void replaceAll() {
        try {
            old.addAll(names());
            for (int left = old.size(); left > 0; left--) {
                // First the new one: without any thread the application would end.
                if (streams.addStreamThread().isEmpty()) {
                    return;
                }
                old.retainAll(names());
                if (!old.isEmpty()) {
                    old.remove(removeOldest());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | IllegalStateException e) {
            LOG.warn("Not all stream threads could be replaced: {}", ThreadDeaths.rootCause(e));
        } finally {
            old.clear();
            replacing.set(false);
        }
    }

    /**
     * Kafka's own limit on the removal is not kept. A thread may stand in a commit of offsets of the old topic, whose id no
     * broker knows any more, for {@code max.block.ms}; it is made to fail then. Which of them it is Kafka does not tell.
     */
    private String removeOldest() throws ExecutionException, InterruptedException, TimeoutException {
        FutureTask<Optional<String>> removal = new FutureTask<>(streams::removeStreamThread);
        Thread thread = new Thread(removal, "textmill-old-thread");
        thread.setDaemon(true);
        thread.start();
        try {
            return removal.get(LONGEST_END.toMillis(), TimeUnit.MILLISECONDS).orElse("");
        } catch (TimeoutException e) {
            old.forEach(abandon);
            return removal.get(LONGEST_FAILURE.toMillis(), TimeUnit.MILLISECONDS)
                    .orElse("");
        }
    }

    /**
     * Lets a thread end that dies while it is replaced. To ask Kafka Streams for another one, as for other deaths, would wait
     * for the removal, which waits for this thread.
     *
     * @throws IllegalStateException if the calling thread is an old one
     */
    void passOver(Throwable failure) {
        Thread dying = Thread.currentThread();
        if (!old.contains(dying.getName())) {
            return;
        }
        // Whoever ended its wait for a broker meant that one call, and not the clean-up that comes now.
        boolean unused = Thread.interrupted();
        dying.setUncaughtExceptionHandler((thread, known) -> {});
        LOG.info("{} failed while it was replaced: {}", dying.getName(), ThreadDeaths.rootCause(failure));
        throw new IllegalStateException("replaced already", failure);
    }

    private Set<String> names() {
        return streams.metadataForLocalThreads().stream()
                .map(ThreadMetadata::threadName)
                .collect(Collectors.toSet());
    }
}
