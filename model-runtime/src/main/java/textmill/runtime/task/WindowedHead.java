package textmill.runtime.task;

import java.util.List;
import textmill.runtime.tokenize.Tokens;

/** Reads each window as the task's own head reads a text, and has it put the text's result together. */
final class WindowedHead implements Head {
    private final Head window;
    private final WindowMerge scores;

    WindowedHead(Head window, WindowMerge scores) {
        this.window = window;
        this.scores = scores;
    }

    @Override
    public TaskResult read(Row row) {
        return window.read(row);
    }

    @Override
    public TaskResult combine(List<RowResult> rows) {
        List<Windowed.Part> parts = rows.stream().map(WindowedHead::part).toList();
        return new Windowed(window.merge(parts, scores), parts);
    }

    private static Windowed.Part part(RowResult row) {
        Tokens tokens = row.row().tokens();
        return new Windowed.Part(
                row.row().start(), row.row().end(), tokens.endReal() - tokens.firstReal(), row.value());
    }

    @Override
    public boolean needsOffsets() {
        return window.needsOffsets();
    }
}
