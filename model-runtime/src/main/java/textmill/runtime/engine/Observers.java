package textmill.runtime.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Who looks at an engine. Costs next to nothing while nobody does. Thread-safe. */
final class Observers {
    private final List<EngineObserver> all = new CopyOnWriteArrayList<>();

    EngineObserver.Observation add(EngineObserver observer) {
        all.add(observer);
        return () -> all.remove(observer);
    }

    /** What all of them want to be remembered of the text that is being submitted; null for nothing. */
    @Nullable
    Origins origins() {
        Origins origins = null;
        for (EngineObserver observer : all) {
            Object origin = observer.origin();
            if (origin != null) {
                origins = new Origins(origin, origins);
            }
        }
        return origins;
    }

    void tokenized(long nanos) {
        for (EngineObserver observer : all) {
            observer.tokenized(nanos);
        }
    }

    void ran(LoadedModel model, int device, EngineObserver.Size size, Batch batch) {
        if (all.isEmpty()) {
            return;
        }
        String name = model.runners().get(device).device().toString();
        EngineObserver.Run run =
                new EngineObserver.Run(model.spec().name(), name, size, batch.nanos, origins(batch.rows));
        for (EngineObserver observer : all) {
            observer.ran(run);
        }
    }

    /** What was run, and how long that took. */
    record Batch(List<QueuedRow> rows, long nanos) {}

    private static List<Object> origins(List<QueuedRow> rows) {
        List<Object> origins = new ArrayList<>();
        Computation last = null;
        for (QueuedRow row : rows) {
            if (row.computation != last) {
                last = row.computation;
                for (Origins origin = last.origins(); origin != null; origin = origin.next()) {
                    origins.add(origin.origin());
                }
            }
        }
        return origins.isEmpty() ? List.of() : origins.stream().distinct().toList();
    }

    /** A chain of what is remembered; most texts have none, the others one. */
    record Origins(Object origin, @Nullable Origins next) {
        Origins and(@Nullable Origins others) {
            Origins all = this;
            for (Origins other = others; other != null; other = other.next) {
                all = new Origins(other.origin, all);
            }
            return all;
        }
    }
}
