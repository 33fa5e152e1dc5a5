package textmill.runtime.task;

import java.util.ArrayList;
import java.util.List;
import textmill.runtime.tokenize.Tokens;

/** Reads each window as the task's own head reads a text, and has it put the text's result together. */
final class WindowedHead implements Head {
    private final Head window;
    private final WindowMerge scores;
    private final boolean oneRow;

    /** @param oneRow every window is one row */
    WindowedHead(Head window, WindowMerge scores, boolean oneRow) {
        this.window = window;
        this.scores = scores;
        this.oneRow = oneRow;
    }

    @Override
    public TaskResult read(Row row) {
        return window.read(row);
    }

    @Override
    public TaskResult combine(List<RowResult> rows) {
        if (rows.isEmpty()) {
            return window.combine(rows);
        }
        List<Windowed.Part> parts = new ArrayList<>();
        int from = 0;
        for (int i = 1; i <= rows.size(); i++) {
            // No two windows begin at the same place.
            if (i == rows.size()
                    || rows.get(i).row().start() != rows.get(from).row().start()) {
                parts.add(part(rows.subList(from, i)));
                from = i;
            }
        }
        return new Windowed(window.merge(parts, scores), parts);
    }

    private Windowed.Part part(List<RowResult> rows) {
        PlannedRow first = rows.get(0).row();
        Tokens tokens = first.tokens();
        TaskResult result = oneRow ? rows.get(0).value() : window.combine(rows);
        return new Windowed.Part(first.start(), first.end(), tokens.endReal() - tokens.firstReal(), result);
    }

    @Override
    public boolean needsOffsets() {
        return window.needsOffsets();
    }
}
