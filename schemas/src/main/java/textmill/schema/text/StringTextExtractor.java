package textmill.schema.text;

import org.apache.kafka.common.header.Headers;

/** The value is the text. */
final class StringTextExtractor implements TextExtractor {
    @Override
    public ExtractedText extract(String topic, Headers headers, byte[] value) {
        return ExtractedText.Text.ofUtf8(value, 0, value.length);
    }
}
