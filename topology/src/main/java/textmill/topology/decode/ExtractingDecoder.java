package textmill.topology.decode;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
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
     * @param prompt where the name of a prompt is, for all tasks
     * @param promptsByTask the same for tasks that look elsewhere, by their names
     * @param keys finds the key, or null if no field holds one
     */
    record Beside(
            @Nullable TextExtractor pairs,
            PromptFinder prompt,
            Map<String, PromptFinder> promptsByTask,
            @Nullable TextExtractor keys) {
        void close() {
            if (pairs != null) {
                pairs.close();
            }
            if (keys != null) {
                keys.close();
            }
            prompt.close();
            promptsByTask.values().forEach(PromptFinder::close);
        }
    }

    /**
     * Finds the name of a prompt.
     *
     * @param header that holds it, or null
     * @param field finds it in a value, or null if no field holds one
     */
    record PromptFinder(@Nullable String header, @Nullable TextExtractor field) {
        /** The header's, else the field's; null if neither is there: the model's usual one. */
        private @Nullable String find(String topic, Headers headers, byte[] value) {
            Header found = header == null ? null : headers.lastHeader(header);
            if (found != null && found.value() != null) {
                return new String(found.value(), StandardCharsets.UTF_8);
            }
            ExtractedText.Text named = optional(field, topic, headers, value);
            return named == null ? null : named.text();
        }

        private void close() {
            if (field != null) {
                field.close();
            }
        }
    }

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
            ExtractedText.Text key = optional(beside.keys, topic, headers, value);
            return new Decoded.Text(
                    text.text(),
                    pair == null ? null : pair.text(),
                    beside.prompt.find(topic, headers, value),
                    promptsByTask(topic, headers, value),
                    key == null ? null : key.text(),
                    text.substituted() || (pair != null && pair.substituted()));
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

    private Map<String, String> promptsByTask(String topic, Headers headers, byte[] value) {
        if (beside.promptsByTask.isEmpty()) {
            return Map.of();
        }
        Map<String, String> names = new HashMap<>();
        beside.promptsByTask.forEach((task, place) -> {
            String name = place.find(topic, headers, value);
            names.put(task, name == null ? "" : name);
        });
        return names;
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
            beside.close();
        }
    }
}
