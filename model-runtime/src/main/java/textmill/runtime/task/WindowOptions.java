package textmill.runtime.task;

import java.util.List;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.tokenize.TextWindows;

/** What a user may say about long texts, to every kind of task that reads them in windows. */
final class WindowOptions {
    private static final TaskOption<Integer> WINDOW = TaskOption.count(
            "window",
            0,
            "Longer texts are read in windows of so many tokens, special tokens included; 0 cuts them at the model's"
                    + " limit.");

    private static final TaskOption<Integer> STRIDE =
            TaskOption.count("stride", 0, "How many tokens a window shares with the one before it.");

    private static final TaskOption<Boolean> SENTENCES = TaskOption.flag(
            "window.sentences", "Whether windows end with a sentence, where one ends in their second half.");

    private static final TaskOption<WindowMerge> SCORES = TaskOption.word(
            "window.scores",
            WindowMerge.MEAN,
            "How the scores of labels in the windows of a text become the text's: `mean` or `max`.");

    /** Fewer tokens leave hardly a word beside the special ones. */
    static final int SMALLEST = 8;

    private WindowOptions() {}

    static List<TaskOption<?>> all() {
        return List.of(WINDOW, STRIDE, SENTENCES, SCORES);
    }

    /**
     * The task with windows if they are asked for.
     *
     * @throws IllegalArgumentException if they do not fit the model
     */
    static HeadSpec apply(HeadSpec head, ModelSpec model, TaskOptions options) {
        int window = options.get(WINDOW);
        int stride = options.get(STRIDE);
        boolean sentences = options.get(SENTENCES);
        if (window == 0) {
            if (stride > 0 || sentences) {
                throw new IllegalArgumentException((stride > 0 ? "stride" : "window.sentences")
                        + ": expected a window beside it, found none; set window to a number of tokens");
            }
            return head;
        }
        int limit = model.tokenizer().maxTokens();
        if (window < SMALLEST || window > limit) {
            throw new IllegalArgumentException("window: expected " + SMALLEST + " to " + limit
                    + " tokens, the limit of model " + model.name() + ", found " + window);
        }
        if (stride > window / 2) {
            throw new IllegalArgumentException(
                    "stride: expected at most half a window, " + window / 2 + " tokens, found " + stride);
        }
        return new WindowedSpec(head, new TextWindows.Size(window, stride, sentences), options.get(SCORES));
    }
}
