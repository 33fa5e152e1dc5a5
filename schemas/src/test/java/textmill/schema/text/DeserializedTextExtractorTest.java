package textmill.schema.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import textmill.events.TextEvent;
import textmill.schema.registry.RegistryUnavailableException;
import textmill.schema.serde.BadRecordException;
import textmill.schema.serde.BadRecordReason;

class DeserializedTextExtractorTest {

    @Test
    void shouldFindTheTextInRecordsMapsAndStrings() {
        Map<String, Object> map = new HashMap<>();
        map.put("inner", new TextEvent("deep", null));
        map.put("none", null);

        assertThat(extract("text", new TextEvent("hello", null))).isEqualTo(new ExtractedText.Text("hello", false));
        assertThat(extract("text", new TextEvent(null, null))).isEqualTo(new ExtractedText.Absent());
        assertThat(extract("inner.text", map)).isEqualTo(new ExtractedText.Text("deep", false));
        assertThat(extract("none.text", map)).isEqualTo(new ExtractedText.Absent());
        assertThat(extract("", "whole \uD800")).isEqualTo(new ExtractedText.Text("whole \uFFFD", true));
    }

    @Test
    void shouldNameWhatIsMissingOrWrong() {
        assertThat(reason("body", new TextEvent("x", null))).isEqualTo(BadRecordReason.MISSING_FIELD);
        assertThat(reason("body", Map.of("text", "x"))).isEqualTo(BadRecordReason.MISSING_FIELD);
        assertThat(reason("text", Map.of("text", 7))).isEqualTo(BadRecordReason.WRONG_FIELD_TYPE);
        assertThat(reason("text.body", Map.of("text", "x"))).isEqualTo(BadRecordReason.WRONG_FIELD_TYPE);
        assertThat(reason("", new TextEvent("x", null))).isEqualTo(BadRecordReason.WRONG_FIELD_TYPE);
    }

    @Test
    void shouldMakeTheDeserializerThatTheFormatNames() {
        TextFormat format = new TextFormat(TextFormat.Kind.AVRO, "", StringDeserializer.class.getName());
        try (TextExtractor extractor = TextExtractor.create(format, Map.of())) {
            assertThat(extractor.extract("t", new RecordHeaders(), new byte[] {'h', 'i'}))
                    .isEqualTo(new ExtractedText.Text("hi", false));
        }
        assertThatThrownBy(() ->
                        TextExtractor.create(new TextFormat(TextFormat.Kind.AVRO, "text", "no.such.Class"), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("no.such.Class");
    }

    static Stream<RuntimeException> outages() {
        return Stream.of(
                new SerializationException("Error retrieving schema", new ConnectException("refused")),
                new SerializationException("Error retrieving schema", new SocketTimeoutException("slow")),
                new SerializationException("Error retrieving schema", new UnknownHostException("nowhere")),
                new SerializationException(new IOException(new SSLHandshakeException("no"))),
                new InvalidConfigurationException("Unauthorized; error code: 401"),
                new SaslAuthenticationException("no"),
                new AuthorizationException("no"),
                new TimeoutException("slow"));
    }

    @ParameterizedTest
    @MethodSource("outages")
    void shouldTellAnOutageFromABadRecord(RuntimeException failure) {
        assertThatThrownBy(() -> failing(failure)).isInstanceOf(RegistryUnavailableException.class);
    }

    static Stream<Throwable> verdicts() {
        return Stream.of(
                new SerializationException("Unknown magic byte! secret"),
                new SerializationException("secret", new ArrayIndexOutOfBoundsException("secret")),
                new SerializationException("secret", new EOFException()),
                new IllegalArgumentException("secret"),
                new StackOverflowError());
    }

    @ParameterizedTest
    @MethodSource("verdicts")
    void shouldCallEverythingElseABadRecordAndNotQuoteIt(Throwable failure) {
        BadRecordException verdict = catchThrowableOfType(BadRecordException.class, () -> failing(failure));

        assertThat(verdict.getMessage()).doesNotContain("secret");
        assertThat(verdict.reason())
                .isEqualTo(
                        failure.getCause() instanceof EOFException
                                ? BadRecordReason.TRUNCATED
                                : BadRecordReason.CORRUPT);
    }

    private static BadRecordReason reason(String path, Object value) {
        return catchThrowableOfType(BadRecordException.class, () -> extract(path, value))
                .reason();
    }

    private static ExtractedText extract(String path, @Nullable Object value) {
        try (TextExtractor extractor = TextExtractor.deserialized(path, (topic, data) -> value)) {
            return extractor.extract("t", new RecordHeaders(), new byte[0]);
        }
    }

    private static void failing(Throwable failure) {
        try (TextExtractor extractor = TextExtractor.deserialized("text", (topic, data) -> {
            if (failure instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failure;
        })) {
            extractor.extract("t", new RecordHeaders(), new byte[0]);
        }
    }
}
