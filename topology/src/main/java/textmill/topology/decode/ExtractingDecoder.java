package textmill.topology.decode;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.header.Header;
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
    private final Beside beside;
    private final boolean owned;

    /**
     * What is looked for beside the text.
     *
     * @param pairs finds the second text, or null if none is wanted
     * @param prompts finds the name of a prompt, or null if no field holds one
     * @param keys finds the key, or null if no field holds one
     * @param promptHeader header that holds the name of a prompt, or null
     */
    record Beside(
            @Nullable TextExtractor pairs,
            @Nullable TextExtractor prompts,
            @Nullable TextExtractor keys,
            @Nullable String promptHeader) {}

    /**
     * @param extractor finds the text
     * @param owned whether to close the extractors with this decoder
     */
    ExtractingDecoder(TextExtractor extractor, Beside beside, boolean owned) {
        this.extractor = extractor;
        this.beside = beside;
        this.owned = owned;
    }

    @Override
    public Decoded decode(String topic, Headers headers, byte[] value) {
        try {
            ExtractedText extracted = extractor.extract(topic, headers, value);
            if (!(extracted instanceof ExtractedText.Text text)) {
                return new Decoded.NullText();
            }
            ExtractedText.Text pair = optional(beside.pairs, topic, headers, value);
            String prompt = prompt(topic, headers, value);
            ExtractedText.Text named = optional(beside.keys, topic, headers, value);
            String key = named == null ? null : named.text();
            return pair == null
                    ? new Decoded.Text(text.text(), null, prompt, key, text.substituted())
                    : new Decoded.Text(text.text(), pair.text(), prompt, key, text.substituted() || pair.substituted());
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

    /** The header's name of a prompt, else the field's; null if neither is there: the model's usual one. */
    private @Nullable String prompt(String topic, Headers headers, byte[] value) {
        Header header = beside.promptHeader == null ? null : headers.lastHeader(beside.promptHeader);
        if (header != null && header.value() != null) {
            return new String(header.value(), StandardCharsets.UTF_8);
        }
        ExtractedText.Text named = optional(beside.prompts, topic, headers, value);
        return named == null ? null : named.text();
    }

    /** Null if there is no such field, or null in it: whether it is needed is for the tasks to say. */
    private static ExtractedText.@Nullable Text optional(
            @Nullable TextExtractor wanted, String topic, Headers headers, byte[] value) {
        if (wanted == null) {
            return null;
        }
        try {
            return wanted.extract(topic, headers, value) instanceof ExtractedText.Text text ? text : null;
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
            if (beside.pairs != null) {
                beside.pairs.close();
            }
            if (beside.prompts != null) {
                beside.prompts.close();
            }
            if (beside.keys != null) {
                beside.keys.close();
            }
        }
    }
}
