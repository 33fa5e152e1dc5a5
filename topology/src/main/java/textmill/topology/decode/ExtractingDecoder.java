package textmill.topology.decode;

import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.header.Headers;
import textmill.schema.serde.BadRecordException;
import textmill.schema.text.ExtractedText;
import textmill.schema.text.TextExtractor;
import textmill.topology.deadletter.Failure;
import textmill.topology.deadletter.Reason;

/** Turns what a {@link TextExtractor} returns or throws into a verdict. */
final class ExtractingDecoder implements TextDecoder {
    private final TextExtractor extractor;
    private final boolean owned;

    /** @param owned whether to close the extractor with this decoder */
    ExtractingDecoder(TextExtractor extractor, boolean owned) {
        this.extractor = extractor;
        this.owned = owned;
    }

    @Override
    public Decoded decode(String topic, Headers headers, byte[] value) {
        try {
            ExtractedText extracted = extractor.extract(topic, headers, value);
            return extracted instanceof ExtractedText.Text text
                    ? new Decoded.Text(text.text(), text.substituted())
                    : new Decoded.NullText();
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

    @Override
    public void close() {
        if (owned) {
            extractor.close();
        }
    }
}
