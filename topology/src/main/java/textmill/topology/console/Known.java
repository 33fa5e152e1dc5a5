package textmill.topology.console;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import textmill.topology.anomaly.Verdict;
import textmill.topology.delivery.Outlet;

/** What the console knows by now: texts, failures, where texts are on maps, how scores are spread. Thread-safe. */
final class Known {
    private static final int DRIFTS = 100;

    private final ConsoleSettings settings;
    private final List<PipelineWatch> watches;
    private final History<KnownText> texts;
    private final History<KnownFailure> failures;
    private final History<KnownDrift> drifts = new History<>(DRIFTS, Long.MAX_VALUE);
    private final Neighbours neighbours;
    private final Map<String, Atlas> maps = new ConcurrentHashMap<>();
    private final Map<String, List<String>> tasks = new HashMap<>();
    private final Map<String, List<Spread>> spreads = new HashMap<>();

    Known(
            ConsoleSettings settings,
            List<PipelineWatch> watches,
            History<KnownText> texts,
            History<KnownFailure> failures) {
        this.settings = settings;
        this.watches = watches;
        this.texts = texts;
        this.failures = failures;
        this.neighbours = new Neighbours(texts);
        for (PipelineWatch watch : watches) {
            tasks.put(
                    watch.name(),
                    watch.pipeline().results().stream().map(Outlet::name).toList());
            spreads.put(
                    watch.name(),
                    watch.tasks().stream().map(task -> new Spread()).toList());
        }
    }

    List<PipelineWatch> watches() {
        return watches;
    }

    /** The pipeline of a name, if there is one. */
    Optional<PipelineWatch> watch(String name) {
        return watches.stream().filter(watch -> watch.name().equals(name)).findFirst();
    }

    History<KnownText> texts() {
        return texts;
    }

    History<KnownFailure> failures() {
        return failures;
    }

    History<KnownDrift> drifts() {
        return drifts;
    }

    Neighbours neighbours() {
        return neighbours;
    }

    /** Adds a text. */
    void add(KnownText text) {
        texts.add(text);
        Verdict verdict = text.verdict();
        if (verdict != null) {
            verdict.drifts()
                    .forEach(drift -> drifts.add(
                            new KnownDrift(text.id(), text.pipeline(), text.origin(), text.seenAt(), drift)));
        }
        List<Spread> ofTasks = spreads.getOrDefault(text.pipeline(), List.of());
        synchronized (spreads) {
            for (int i = 0; i < ofTasks.size(); i++) {
                ofTasks.get(i).add(text.pictures().get(i), text.seenAt());
            }
        }
    }

    /** An hour of a task's results; 0 is the last one, 1 the one before. */
    Spread.Hour hour(String pipeline, int task, int ago) {
        synchronized (spreads) {
            return spreads.getOrDefault(pipeline, List.of()).get(task).hour(ago, System.currentTimeMillis());
        }
    }

    /** The map of a pipeline's texts. */
    Atlas map(String pipeline) {
        return maps.computeIfAbsent(pipeline, name -> new Atlas(texts, name));
    }

    /** Names of a pipeline's tasks. */
    List<String> tasks(String pipeline) {
        return tasks.getOrDefault(pipeline, List.of());
    }

    /** A text as a line of a list. */
    void row(JsonGenerator json, KnownText text) throws IOException {
        TextJson.row(json, text, tasks(text.pipeline()), neighbours.of(text));
    }

    /** What sends a failure, and others of its reason, to its topic again. */
    String command(KnownFailure failure) {
        String topic = watch(failure.pipeline())
                .map(watch -> watch.pipeline().deadLetters())
                .orElse("");
        return "./textmill dead-letters --replay --dry-run -b " + settings.bootstrapServers() + " -t " + topic
                + " --reason " + failure.failure().reason().code();
    }
}
