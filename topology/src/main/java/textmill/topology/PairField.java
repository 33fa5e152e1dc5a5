package textmill.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import textmill.runtime.task.PairUse;
import textmill.schema.text.TextFormat;
import textmill.topology.config.ConfigException;
import textmill.topology.config.InputKeys;
import textmill.topology.config.PipelineConfig;

/**
 * Where a pipeline finds the second text of its records. A field that happens to be called {@code pair} is read only where
 * a task needs one: for a classifier of single texts it would change every result without a word.
 */
final class PairField {
    private static final String USUAL = "pair";

    private PairField() {}

    /**
     * The field to read, or nothing.
     *
     * @throws ConfigException if the pipeline's tasks, or its format, do not fit together
     */
    static Optional<String> of(PipelineConfig pipeline, List<BoundTask> tasks) {
        Optional<String> stated = pipeline.find(InputKeys.PAIR_FIELD);
        List<String> needing = named(tasks, PairUse.REQUIRED);
        if (stated.isEmpty() && needing.isEmpty()) {
            return Optional.empty();
        }
        String why = stated.isPresent()
                ? pipeline.nameOf(InputKeys.PAIR_FIELD) + " = " + stated.get()
                : "Task " + String.join(", ", needing) + " reads two texts";
        List<String> problems = new ArrayList<>();
        if (pipeline.get(InputKeys.FORMAT) == TextFormat.Kind.STRING) {
            problems.add(why + ": with " + pipeline.nameOf(InputKeys.FORMAT)
                    + " = string a record has only one text; use avro or json.");
        }
        if (pipeline.redaction().isPresent()) {
            problems.add(
                    why + ", and the pipeline redacts one text of a record: put the task into a pipeline of its own.");
        }
        List<String> single = named(tasks, PairUse.NONE);
        if (!single.isEmpty()) {
            problems.add(why + ", and task " + String.join(", ", single)
                    + " one: put them into pipelines of their own (pipeline.NAME.task.…).");
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return Optional.of(stated.orElse(USUAL));
    }

    private static List<String> named(List<BoundTask> tasks, PairUse use) {
        return tasks.stream()
                .filter(task -> task.task().type().pairs() == use)
                .map(task -> task.settings().name())
                .toList();
    }
}
