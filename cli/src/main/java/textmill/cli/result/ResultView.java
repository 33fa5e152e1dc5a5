package textmill.cli.result;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.apache.avro.specific.SpecificRecord;
import textmill.runtime.task.TaskResult;

/**
 * How one kind of result is shown: as the JSON that {@code infer} writes, and as the line that {@code tail} prints. Each kind
 * has a folder of its own below this package and one line in {@link ResultViews}. Stateless.
 *
 * @param <R> the result, as the engine gives it
 * @param <A> the result, as its topic holds it
 */
public interface ResultView<R extends TaskResult, A extends SpecificRecord> {
    /** Name of the kind of task, as {@link textmill.runtime.task.TaskType#name()}. */
    String name();

    /** The engine's class. */
    Class<R> result();

    /** The topic's class. */
    Class<A> record();

    /** Writes the fields of the result's object. */
    void write(JsonGenerator json, R result) throws IOException;

    /** The numbers of a result, to be compared with those of another implementation. */
    float[] numbers(R result);

    /**
     * The numbers that another implementation wrote for the same text, in the order of {@link #numbers}.
     *
     * @param line what it wrote: the object that {@link #write} would write
     * @throws IllegalArgumentException saying what the line lacks
     */
    float[] expected(JsonNode line, R result);

    /** True if the result says that something is wrong with its text. */
    default boolean isFlagged(A record) {
        return false;
    }

    /** The result in one line, without the name of its kind; may hold characters that a terminal must not see. */
    String line(A record);
}
