package textmill.cli.result;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import textmill.runtime.task.VectorForm;

/** A vector in the form that its task is configured for. */
public final class VectorJson {
    private VectorJson() {}

    /**
     * Writes an array of numbers, or the vector's bytes in base64.
     *
     * @param vector {@code [dimensions]}
     */
    public static void write(JsonGenerator json, VectorForm form, float[] vector) throws IOException {
        if (form.packed()) {
            json.writeBinary(form.bytes(vector));
            return;
        }
        json.writeStartArray();
        for (float number : form.isPlain() ? vector : form.numbers(vector)) {
            if (form.type().isWhole()) {
                json.writeNumber((int) number);
            } else {
                json.writeNumber(number);
            }
        }
        json.writeEndArray();
    }

    /** Says the form, unless it is the usual one. */
    public static void writeForm(JsonGenerator json, VectorForm form, int dimensions) throws IOException {
        if (!form.isPlain()) {
            json.writeStringField("vector_type", form.type().text());
            json.writeNumberField("dimensions", dimensions);
        }
    }
}
