package textmill.topology.judging;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import textmill.topology.config.KeySource;
import textmill.topology.delivery.Output;

/**
 * Whose stream a text is of.
 *
 * @param name the key as records show it, or null if the text names nobody
 * @param shared whether it is judged among the texts of all keys without a state of their own
 */
record StreamKey(@Nullable String name, boolean shared) {
    /** Longer keys are shown and told apart by their beginning and a hash. */
    private static final int LONGEST = 256;

    static final StreamKey SHARED = new StreamKey(null, true);
    private static final StreamKey NOBODY = new StreamKey(null, false);

    /** Of a record, as configured. */
    static StreamKey of(KeySource source, Output.Computed computed) {
        return switch (source.kind()) {
            case NONE -> NOBODY;
            case RECORD_KEY -> of(computed.record().key());
            case HEADER -> {
                Header header = computed.record().headers().lastHeader(source.name());
                yield header == null ? NOBODY : of(header.value());
            }
            case FIELD -> computed.seen() == null ? NOBODY : of(computed.seen().key());
        };
    }

    private static StreamKey of(byte @Nullable [] bytes) {
        if (bytes == null) {
            return NOBODY;
        }
        try {
            return of(UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            return of("0x" + HexFormat.of().formatHex(bytes));
        }
    }

    private static StreamKey of(@Nullable String name) {
        if (name == null) {
            return NOBODY;
        }
        String fitting = name.length() <= LONGEST
                ? name
                : name.substring(0, LONGEST - 9) + String.format("#%08x", Utils.murmur2(name.getBytes(UTF_8)));
        // As the store will give it back: half of a surrogate pair has no UTF-8.
        return new StreamKey(new String(fitting.getBytes(UTF_8), UTF_8), false);
    }

    /** The same text, judged among those that share. */
    StreamKey sharing() {
        return new StreamKey(name, true);
    }

    /** Its name in the store. */
    String stream() {
        if (shared) {
            return "shared";
        }
        return name == null ? "nobody" : "key " + name;
    }
}
