package textmill.runtime.task.tokenclassification;

import java.util.List;
import textmill.runtime.task.TaskResult;

/**
 * The entities of a text, in its order.
 *
 * @param entities unmodifiable
 */
public record Entities(List<Entity> entities) implements TaskResult {
    private static final int ENTITY_BYTES = 64;

    /** Copies the list. */
    public Entities {
        entities = List.copyOf(entities);
    }

    /**
     * One stretch of a text.
     *
     * @param label its type, or its whole label with {@link Aggregation#NONE}
     * @param score probability of that label, 0 to 1; the mean over its tokens or words
     * @param start index of its first UTF-16 code unit in the original text
     * @param end index after its last UTF-16 code unit
     * @param text what stands there
     */
    public record Entity(String label, float score, int start, int end, String text) {}

    @Override
    public Entities copy() {
        return this; // nothing in it can be changed
    }

    @Override
    public long bytes() {
        long bytes = 0;
        for (Entity entity : entities) {
            bytes += ENTITY_BYTES + 2L * entity.text.length();
        }
        return bytes;
    }
}
