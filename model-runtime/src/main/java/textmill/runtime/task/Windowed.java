package textmill.runtime.task;

import java.util.List;

/**
 * What a task made of a long text that it read in windows.
 *
 * @param whole the text's own result, put together from those of its windows
 * @param windows in the order of the text; one at least; unmodifiable
 */
public record Windowed(TaskResult whole, List<Part> windows) implements TaskResult {
    private static final int PART_BYTES = 48;

    /** Copies the list. */
    public Windowed {
        windows = List.copyOf(windows);
    }

    /**
     * A window.
     *
     * @param start index of its first UTF-16 code unit in the text
     * @param end index after its last
     * @param tokens that the model saw, special ones not counted
     * @param result what the task made of it; what it says of places is said of the whole text
     */
    public record Part(int start, int end, int tokens, TaskResult result) {}

    /** The result of a text as a whole, whether or not it was read in windows. */
    public static TaskResult whole(TaskResult result) {
        return result instanceof Windowed windowed ? windowed.whole : result;
    }

    /**
     * Where in the text one window's share ends and the next one's begins: in the middle of what both have.
     *
     * @param window index of the window; -1 is before the first
     * @return index of a UTF-16 code unit; no text reaches the end of the last one's share
     */
    public static int middle(List<Part> windows, int window) {
        if (window < 0) {
            return 0;
        }
        if (window == windows.size() - 1) {
            return Integer.MAX_VALUE;
        }
        int begin = windows.get(window + 1).start;
        return begin + (windows.get(window).end - begin) / 2;
    }

    @Override
    public Windowed copy() {
        return new Windowed(
                whole.copy(),
                windows.stream()
                        .map(part -> new Part(part.start, part.end, part.tokens, part.result.copy()))
                        .toList());
    }

    @Override
    public long bytes() {
        long bytes = whole.bytes();
        for (Part part : windows) {
            bytes += PART_BYTES + part.result.bytes();
        }
        return bytes;
    }
}
