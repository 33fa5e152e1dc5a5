package textmill.topology;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import textmill.topology.delivery.Counters;
import textmill.topology.delivery.PipelineDelivery;

/** The Kafka Streams applications of this process, asked and closed together. */
record Applications(List<Application> all) {
    Applications {
        all = List.copyOf(all);
    }

    /** What they say, each reason with the application's name if there are several. */
    List<String> reasons(Function<Application, List<String>> asked) {
        return all.stream()
                .flatMap(application -> asked.apply(application).stream()
                        .map(reason -> all.size() == 1 ? reason : application.id() + ": " + reason))
                .toList();
    }

    /** How the records of a pipeline ended so far; empty if there is none of that name. */
    Optional<Counters> counters(String pipeline) {
        return all.stream()
                .flatMap(application -> application.delivery().pipelines().stream())
                .filter(delivery -> delivery.name().equals(pipeline))
                .map(PipelineDelivery::counters)
                .findFirst();
    }

    /** What the first of them that died, in their order, died of. */
    Optional<Throwable> failure() {
        return all.stream()
                .flatMap(application -> application.failure().stream())
                .findFirst();
    }

    /** Has all of them begin nothing new. */
    void stop() {
        all.forEach(Application::stop);
    }

    /** All at the same time: each waits for texts and brokers of its own, and the stop takes as long as the slowest. */
    void close(Duration drainLimit) {
        List<CompletableFuture<Void>> closing = all.stream()
                .map(application -> CompletableFuture.runAsync(
                        () -> application.close(drainLimit),
                        stop -> new Thread(stop, "textmill-stop-" + application.id()).start()))
                .toList();
        closing.forEach(CompletableFuture::join);
    }
}
