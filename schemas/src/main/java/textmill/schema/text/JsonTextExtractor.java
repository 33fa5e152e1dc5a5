package textmill.schema.text;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import textmill.schema.registry.SchemaRegistry;
import textmill.schema.registry.UnreadableSchemaException;
import textmill.schema.serde.BadRecordException;
import textmill.schema.serde.BadRecordReason;
import textmill.schema.serde.Framing;
import textmill.schema.serde.SchemaId;
import textmill.schema.serde.WireFormat;

/**
 * A string at a path of a JSON value, bare or framed by Confluent's JSON Schema serializer (byte 0 and a schema id before
 * it, or the id in a header). The text needs no schema, so that the registry is asked only to say what a framed value is
 * that turns out not to be JSON.
 */
final class JsonTextExtractor implements TextExtractor {
    private static final char REPLACEMENT = '\uFFFD';

    private final JsonText text;
    private final @Nullable SchemaRegistry registry;

    /** What the registry says that schemas are; nothing if it does not know or does not answer. */
    private final Cache<SchemaId, Optional<String>> types = Caffeine.newBuilder()
            .maximumSize(1000)
            .expireAfterWrite(Duration.ofMinutes(1))
            .executor(Runnable::run)
            .build();

    /** @param registry names schemas in messages; null for none */
    JsonTextExtractor(FieldPath path, @Nullable SchemaRegistry registry) {
        this.text = new JsonText(path);
        this.registry = registry;
    }

    @Override
    public ExtractedText extract(String topic, Headers headers, byte[] value) {
        ExtractedText.Text document = document(value);
        try {
            String found = text.find(document.text());
            return found == null
                    ? ExtractedText.Absent.INSTANCE
                    : withSubstitution(ExtractedText.Text.of(found), document.substituted());
        } catch (BadRecordException e) {
            boolean framed = e.reason() == BadRecordReason.MALFORMED_JSON && Framing.isThere(headers, false, value);
            throw framed ? explained(e, headers, value) : e;
        }
    }

    /** Behind the name of a schema, if there is one: no JSON begins with a zero byte. */
    private static int body(byte[] value) {
        return value.length >= WireFormat.HEADER && value[0] == 0 ? WireFormat.HEADER : 0;
    }

    private static ExtractedText.Text document(byte[] value) {
        int body = body(value);
        return ExtractedText.Text.ofUtf8(value, body, value.length - body);
    }

    /** What is no UTF-8 becomes U+FFFD, in other fields too: it has no place in JSON. */
    @Override
    public byte[] replace(String topic, Headers headers, byte[] value, UnaryOperator<String> change) {
        String replaced = text.replace(
                document(value).text(),
                found -> change.apply(ExtractedText.Text.of(found).text()));
        byte[] utf8 = replaced.getBytes(StandardCharsets.UTF_8);
        int body = body(value);
        byte[] whole = Arrays.copyOf(value, body + utf8.length);
        System.arraycopy(utf8, 0, whole, body, utf8.length);
        return whole;
    }

    private BadRecordException explained(BadRecordException malformed, Headers headers, byte[] value) {
        SchemaId id;
        try {
            id = Framing.of(headers, false, value).id();
        } catch (BadRecordException notFramed) {
            return malformed;
        }
        String type = type(id).map(known -> switch (known) {
                    case "JSON" -> "JSON";
                    case "AVRO" -> "AVRO: set input.format=avro for topics of that kind";
                    case "PROTOBUF" ->
                        "PROTOBUF, which is not read; have the text written as Avro, JSON or a plain string";
                    default -> known + ", which is not read";
                })
                .orElse("unknown");
        return new BadRecordException(
                malformed.reason(), malformed.getMessage() + ". It names schema " + id + ", whose type is " + type);
    }

    private Optional<String> type(SchemaId id) {
        Optional<String> known = types.getIfPresent(id);
        if (known == null) {
            known = registry == null ? Optional.empty() : typeIn(registry, id);
            types.put(id, known);
        }
        return known;
    }

    private static Optional<String> typeIn(SchemaRegistry registry, SchemaId id) {
        try {
            id.in(registry);
            return Optional.of(UnreadableSchemaException.AVRO);
        } catch (BadRecordException e) {
            return e.getCause() instanceof UnreadableSchemaException unreadable
                    ? Optional.of(unreadable.type())
                    : Optional.empty();
        } catch (RetriableException e) {
            return Optional.empty(); // It is not JSON whatever the registry would say.
        }
    }

    private static ExtractedText withSubstitution(ExtractedText.Text found, boolean documentSubstituted) {
        return documentSubstituted && found.text().indexOf(REPLACEMENT) >= 0
                ? new ExtractedText.Text(found.text(), true)
                : found;
    }
}
