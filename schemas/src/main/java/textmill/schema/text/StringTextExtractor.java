package textmill.schema.text;

import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.header.Headers;

/** The value is the text. */
final class StringTextExtractor implements TextExtractor {
    @Override
    public ExtractedText extract(String topic, Headers headers, byte[] value) {
        return text(value);
    }

    @Override
    public byte[] replace(String topic, Headers headers, byte[] value, UnaryOperator<String> change) {
        return change.apply(text(value).text()).getBytes(StandardCharsets.UTF_8);
    }

    private static ExtractedText.Text text(byte[] value) {
        return ExtractedText.Text.ofUtf8(value, 0, value.length);
    }
}
