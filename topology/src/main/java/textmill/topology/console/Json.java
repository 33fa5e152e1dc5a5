package textmill.topology.console;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** JSON in ASCII: what is no Unicode, half a surrogate pair, is told as it is. */
final class Json {
    private static final JsonFactory FACTORY =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private static final double FINE = 1e4;

    private Json() {}

    /** Writes one value. */
    @FunctionalInterface
    interface Value {
        void write(JsonGenerator json) throws IOException;
    }

    static byte[] bytes(Value value) {
        StringWriter text = new StringWriter(1_024);
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            value.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString().getBytes(US_ASCII);
    }

    /** A number with four decimals, or null if it is none. */
    static void number(JsonGenerator json, double number) throws IOException {
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            json.writeNull();
        } else {
            double rounded = Math.rint(number * FINE) / FINE;
            if (rounded == Math.rint(rounded) && Math.abs(rounded) < Long.MAX_VALUE) {
                json.writeNumber((long) rounded);
            } else {
                json.writeNumber(rounded);
            }
        }
    }
}
