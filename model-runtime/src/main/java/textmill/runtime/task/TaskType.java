package textmill.runtime.task;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelSpec;

/**
 * A kind of task: what it is called, which models are made for it, and how it reads its settings from a model's files. Each
 * kind has a folder of its own below this package and one line in {@link TaskTypes}; nothing else tells kinds apart.
 * Implementations are immutable singletons.
 */
public interface TaskType {
    /** How the transformers library names its classes. */
    Pattern LIBRARY_CLASS = Pattern.compile("(For[A-Z]\\w+|Model)$");

    /** Its name in configuration, messages and metrics, for example {@code replaced-tokens}. */
    String name();

    /**
     * True if models of an architecture are made for this.
     *
     * @param architecture a class of the transformers library as {@code config.json} names its first one,
     *     or empty if the file names none
     */
    boolean serves(String architecture);

    /** True if a model's files say that it was made for this. */
    default boolean madeFor(ModelSpec model) {
        return serves(model.architecture());
    }

    /**
     * True if nothing speaks against computing this with a model: where {@code architectures} names a class of the
     * transformers library that was made for something else, nobody's word makes it fit.
     */
    default boolean fits(ModelSpec model) {
        String architecture = model.architecture();
        return serves(architecture) || !LIBRARY_CLASS.matcher(architecture).find();
    }

    /** Which architectures it {@link #serves}, for messages. */
    String served();

    /** Whether tasks of this kind read a second text. */
    default PairUse pairs() {
        return PairUse.NONE;
    }

    /** Whether tasks of this kind read long texts in windows: then their heads {@link Head#merge} results. */
    default boolean windows() {
        return false;
    }

    /** Everything that a user may say about tasks of this kind: its own options, and those of long texts. */
    default List<TaskOption<?>> allOptions() {
        return windows()
                ? Stream.concat(options().stream(), WindowOptions.all().stream())
                        .toList()
                : options();
    }

    /** What a user may say about tasks of this kind alone; none unless overridden. */
    default List<TaskOption<?>> options() {
        return List.of();
    }

    /**
     * Chooses the outputs to read and checks them against the model's files.
     *
     * @param options of this kind
     * @throws WrongTaskException if the model has no output for it
     * @throws ModelException if the model's files do not fit together
     */
    HeadSpec read(ModelSpec model, TaskOptions options);
}
