package textmill.cli.demo;

import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A text and everything that came of it: nothing of a tombstone.
 *
 * @param origin who sent it
 * @param text the text, or what to show in its place
 * @param producedMillis the input record's timestamp, milliseconds since the epoch
 * @param results from the output topics; may lack some if the text was dead-lettered
 * @param deadLetter reason and message, if the text failed
 */
record Joined(
        FeedOrigin origin,
        String text,
        long producedMillis,
        List<SpecificRecord> results,
        @Nullable String deadLetter) {

    /** The first result of that class, or null if there is none. */
    <R extends SpecificRecord> @Nullable R result(Class<R> type) {
        for (SpecificRecord result : results) {
            if (type.isInstance(result)) {
                return type.cast(result);
            }
        }
        return null;
    }
}
