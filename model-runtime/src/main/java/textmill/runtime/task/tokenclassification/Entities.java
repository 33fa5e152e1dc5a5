package textmill.runtime.task.tokenclassification;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.Windowed;

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
    public record Entity(String label, float score, int start, int end, String text) {
        private boolean beats(Entity other) {
            int more = (end - start) - (other.end - other.start);
            return more > 0 || (more == 0 && score > other.score);
        }
    }

    /**
     * Those of a text of those of its windows: of entities that share some of the text the longest, and of equally long ones
     * the surest, as the pipeline of the transformers library has it.
     */
    static Entities merged(List<Windowed.Part> windows) {
        List<Entity> all = windows.stream()
                .flatMap(window -> ((Entities) window.result()).entities.stream())
                .sorted(Comparator.comparingInt(Entity::start))
                .toList();
        List<Entity> merged = new ArrayList<>();
        for (Entity entity : all) {
            int last = merged.size() - 1;
            if (last < 0 || entity.start >= merged.get(last).end) {
                merged.add(entity);
            } else if (entity.beats(merged.get(last))) {
                merged.set(last, entity);
            }
        }
        return new Entities(merged);
    }

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
