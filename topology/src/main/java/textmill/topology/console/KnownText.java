package textmill.topology.console;

import java.util.List;
import org.jspecify.annotations.Nullable;
import textmill.runtime.text.TextFlags;
import textmill.topology.anomaly.Verdict;
import textmill.topology.deadletter.Origin;
import textmill.topology.result.Picture;

/**
 * A text that has its results. Holds no more of it than may be shown.
 *
 * @param id greater than that of every text before it
 * @param pipeline name of its pipeline, empty if it has none
 * @param origin where it was read
 * @param time of its record, milliseconds since the epoch
 * @param seenAt when its results were forwarded, milliseconds since the epoch
 * @param words the text and what belongs to it; null if no word is to be shown
 * @param tokens that the model saw
 * @param flags what happened to it
 * @param pictures one a task, in the pipeline's order
 * @param verdict how unusual it is, or null where nobody judges
 * @param bytes about how many it takes
 */
record KnownText(
        long id,
        String pipeline,
        Origin origin,
        long time,
        long seenAt,
        @Nullable Words words,
        int tokens,
        TextFlags flags,
        List<Picture> pictures,
        @Nullable Verdict verdict,
        long bytes)
        implements History.Entry {

    /**
     * What may be shown of a text.
     *
     * @param text its beginning, all of it if it is not very long
     * @param pair the same of a second text, or null
     * @param length UTF-16 code units of the whole text
     * @param key the record's, or null
     */
    record Words(
            String text,
            @Nullable String pair,
            int length,
            @Nullable String key) {}

    /** The place that the first task with places gives it, or null. */
    float @Nullable [] vector() {
        for (Picture picture : pictures) {
            if (picture.vector() != null) {
                return picture.vector();
            }
        }
        return null;
    }

    /** The label that the first task with labels gives it, or null. */
    @Nullable
    String label() {
        for (Picture picture : pictures) {
            if (!picture.labels().isEmpty()) {
                return picture.labels().get(0).name();
            }
        }
        return null;
    }

    /** Whether it gave an alarm. */
    boolean isAlarm() {
        return verdict != null && verdict.alarm();
    }

    /** Whether a stretch of it is flagged. */
    boolean isFlagged() {
        return pictures.stream().flatMap(picture -> picture.tones().stream()).anyMatch(Picture.Tone::flagged);
    }
}
