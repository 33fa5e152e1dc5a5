package textmill.topology.decode;

import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import textmill.schema.serde.BadRecordException;
import textmill.schema.serde.BadRecordReason;
import textmill.schema.text.ExtractedText;
import textmill.schema.text.TextExtractor;
import textmill.topology.deadletter.Failure;
import textmill.topology.deadletter.Reason;

/** Turns what a {@link TextExtractor} returns or throws into a verdict. */
final class ExtractingDecoder implements TextDecoder {
    private final TextExtractor extractor;
    private final @Nullable TextExtractor pairs;
    private final boolean owned;

    /**
     * @param extractor finds the text
     * @param pairs finds the second text, or null if none is wanted
     * @param owned whether to close the extractors with this decoder
     */
    ExtractingDecoder(TextExtractor extractor, @Nullable TextExtractor pairs, boolean owned) {
        this.extractor = extractor;
        this.pairs = pairs;
        this.owned = owned;
    }

    @Override
    public Decoded decode(String topic, Headers headers, byte[] value) {
        try {
            ExtractedText extracted = extractor.extract(topic, headers, value);
            if (!(extracted instanceof ExtractedText.Text text)) {
                return new Decoded.NullText();
            }
            ExtractedText.Text pair = pair(topic, headers, value);
            return pair == null
                    ? new Decoded.Text(text.text(), text.substituted())
                    : new Decoded.Text(text.text(), pair.text(), text.substituted() || pair.substituted());
        } catch (BadRecordException e) {
            String message = String.valueOf(e.getMessage());
            return new Decoded.Unreadable(new Failure(Reason.valueOf(e.reason().name()), message, e));
        } catch (RetriableException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            // A message that is not ours may quote the payload: only its kind is told.
            String kind = e.getClass().getName();
            return new Decoded.Unreadable(
                    new Failure(Reason.UNREADABLE, "the value cannot be deserialised: " + kind, e));
        }
    }

    /** The second text; null if there is no such field, or null in it: whether it is needed is for the tasks to say. */
    private ExtractedText.@Nullable Text pair(String topic, Headers headers, byte[] value) {
        if (pairs == null) {
            return null;
        }
        try {
            return pairs.extract(topic, headers, value) instanceof ExtractedText.Text text ? text : null;
        } catch (BadRecordException e) {
            if (e.reason() == BadRecordReason.MISSING_FIELD) {
                return null;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        if (owned) {
            extractor.close();
            if (pairs != null) {
                pairs.close();
            }
        }
    }
}
