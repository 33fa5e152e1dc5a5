package textmill.runtime.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import textmill.runtime.task.PlannedRow;
import textmill.runtime.text.TextInput;

/** One text on its way through one pass of a model, for one or several requests; complete from the start if the cache knows it. */
final class Computation {
    final ModelPass pass;
    final TextInput input;
    final CompletableFuture<ComputedText> result = new CompletableFuture<>();

    /**
     * More than one request gets the result. Written inside the in-flight map's atomic update, read after the entry has left
     * the map.
     */
    boolean shared;

    /** What observers want to be remembered of those who asked. Added to while the text waits. */
    private final AtomicReference<Observers.@Nullable Origins> origins = new AtomicReference<>();

    /** Where the text is not one row; written before the rows are queued. */
    private @Nullable RowResults parts;

    Computation(ModelPass pass, TextInput input) {
        this.pass = pass;
        this.input = input;
    }

    /** Remembers one more who asked; a run that has begun does not tell of it. */
    void askedBy(Observers.@Nullable Origins more) {
        if (more != null) {
            origins.accumulateAndGet(more, (known, added) -> added.and(known));
        }
    }

    Observers.@Nullable Origins origins() {
        return origins.get();
    }

    /** One that is done: the cache keeps the result for others. */
    static Computation known(ModelPass pass, TextInput input, ComputedText result) {
        Computation known = new Computation(pass, input);
        known.shared = true;
        known.result.complete(result);
        return known;
    }

    /** The rows to queue of a text that is not one row. */
    List<QueuedRow> planned(List<PlannedRow> rows) {
        parts = new RowResults(pass.heads(), rows);
        List<QueuedRow> queued = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            queued.add(new QueuedRow(this, i, rows.get(i).tokens()));
        }
        return queued;
    }

    /** What a text gives of which there is no row. */
    ComputedText nothing() {
        return new RowResults(pass.heads(), List.of()).combined();
    }

    /** What the text gives now that a row is done; null as long as others are not. */
    @Nullable
    ComputedText done(QueuedRow row, ComputedText computed) {
        RowResults rows = parts;
        return rows == null ? computed : rows.put(row.index, computed);
    }
}
