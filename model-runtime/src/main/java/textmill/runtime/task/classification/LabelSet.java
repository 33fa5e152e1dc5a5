package textmill.runtime.task.classification;

import java.util.List;

/**
 * The label names of a classifier, by class index.
 *
 * @param names unmodifiable; {@code names.get(i)} belongs to logit {@code i}
 */
public record LabelSet(List<String> names) {
    /** Copies the list. */
    public LabelSet {
        names = List.copyOf(names);
    }

    /** Number of classes. */
    public int size() {
        return names.size();
    }
}
