package textmill.topology.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import textmill.runtime.task.Task;
import textmill.runtime.text.TextPrefix;
import textmill.topology.config.ConsoleKeys.Texts;
import textmill.topology.console.KnownText.Words;
import textmill.topology.console.PipelineWatch.Computed;
import textmill.topology.console.PipelineWatch.Failed;
import textmill.topology.decode.Decoded;
import textmill.topology.result.Picture;
import textmill.topology.result.ResultTypes;

/**
 * Makes of what was picked up what may be shown: the one place where a text is let in, covered or left out. Used by the
 * console's thread alone.
 */
final class Reading {
    private static final int LONGEST_TEXT = 128 * 1024;
    private static final int LONGEST_KEY = 200;
    private static final int LONGEST_VALUE = 16 * 1024;
    private static final long OWN_BYTES = 500;

    private final Cover cover = new Cover();
    private long lastId;

    /** A text with its results. */
    KnownText text(PipelineWatch watch, Computed computed, long now) {
        List<Task> tasks = watch.tasks();
        List<Picture> pictures = new ArrayList<>(tasks.size());
        for (int i = 0; i < tasks.size(); i++) {
            Picture picture = ResultTypes.picture(
                    tasks.get(i).type(), computed.text().results().get(i));
            // Covering the text would be no use if a result repeated its words.
            pictures.add(watch.texts() == Texts.FULL ? picture : picture.withoutWords());
        }
        Words words = watch.texts() == Texts.NONE ? null : words(watch, computed);
        return new KnownText(
                ++lastId,
                watch.name(),
                computed.origin(),
                computed.record().timestamp(),
                now,
                words,
                computed.text().tokens(),
                computed.text().flags(),
                pictures,
                computed.verdict(),
                bytes(words, pictures));
    }

    private @Nullable Words words(PipelineWatch watch, Computed computed) {
        Record<byte[], byte[]> record = computed.record();
        Decoded decoded;
        try {
            decoded = watch.decoder().decode(computed.origin().topic(), record.headers(), record.value());
        } catch (RetriableException e) {
            return null; // the registry has just gone; the next text will be shown again
        }
        if (!(decoded instanceof Decoded.Text found)) {
            return null;
        }
        boolean full = watch.texts() == Texts.FULL;
        String text = full ? found.text() : cover.over(found.text(), watch.tasks(), computed.text());
        String pair = found.pair();
        return new Words(
                TextPrefix.of(text, LONGEST_TEXT),
                pair == null ? null : TextPrefix.of(full ? pair : cover.over(pair), LONGEST_TEXT),
                text.length(),
                full ? key(record.key()) : null);
    }

    /** A key that is text; others say nothing to people. */
    private static @Nullable String key(byte @Nullable [] key) {
        if (key == null) {
            return null;
        }
        try {
            return TextPrefix.of(UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString(), LONGEST_KEY);
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static long bytes(@Nullable Words words, List<Picture> pictures) {
        long bytes = OWN_BYTES;
        if (words != null) {
            String pair = words.pair();
            bytes += 2L * (words.text().length() + (pair == null ? 0 : pair.length()));
        }
        for (Picture picture : pictures) {
            float[] vector = picture.vector();
            bytes += 32L
                            * (picture.tones().size()
                                    + picture.labels().size()
                                    + picture.figures().size())
                    + 64L * (picture.marks().size() + picture.words().size())
                    + (vector == null ? 0 : 4L * vector.length);
        }
        return bytes;
    }

    /** A record that became a dead letter. */
    KnownFailure failure(PipelineWatch watch, Failed failed, long now) {
        byte[] value = failed.record().value();
        boolean shown = value != null && watch.texts() == Texts.FULL;
        return new KnownFailure(
                ++lastId,
                watch.name(),
                failed.origin(),
                failed.record().timestamp(),
                now,
                failed.failure(),
                value == null ? -1 : value.length,
                shown && value != null ? Arrays.copyOf(value, Math.min(value.length, LONGEST_VALUE)) : null);
    }
}
