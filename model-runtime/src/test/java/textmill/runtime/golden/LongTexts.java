package textmill.runtime.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import textmill.runtime.TextModel;
import textmill.runtime.engine.Outcome;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.task.TaskOptions;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.TaskSpec;
import textmill.runtime.task.TaskType;
import textmill.runtime.task.TaskTypes;
import textmill.runtime.task.Windowed;

/** Long texts for tests of windows, and models that read them. */
final class LongTexts {
    /** Options of a task: many windows of a text of some hundred words. */
    static final Map<String, String> WINDOWS = Map.of("window", "32", "stride", "8");

    private final Path directory;

    /** @param directory where models are laid out */
    LongTexts(Path directory) {
        this.directory = directory;
    }

    /** A golden model's own task, with options. */
    TaskSpec task(String golden, Map<String, String> options) {
        ModelSpec model = ModelSpec.read(GoldenModel.of(golden).layOut(directory.resolve(golden + options.hashCode())));
        TaskType type = TaskTypes.of(model);
        return TaskSpec.of("task", model, type, TaskOptions.of(type, options));
    }

    /** What a model makes of a text in windows. */
    static Windowed windowed(TextModel model, String text) {
        return (Windowed) result(model.run(List.of(text)).get(0));
    }

    /** The only result of a text. */
    static TaskResult result(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Success.class);
        return ((Outcome.Success) outcome).results().get(0);
    }

    /** A text of so many words, with a blank behind each. */
    static String text(int words) {
        Random random = new Random(words);
        List<String> some = List.of(
                "The", "house", "of", "Anna", "in", "Berlin", "stands", "by", "a", "river.", "It", "is", "old.", "é",
                "😀");
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            text.append(some.get(random.nextInt(some.size()))).append(' ');
        }
        return text.toString();
    }
}
