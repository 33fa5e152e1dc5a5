package textmill.schema.serde;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.avro.Schema;
import org.apache.avro.io.Encoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;

/** Writes one record type; a {@link FloatVector} goes out as one block of bytes. Not safe for concurrent use. */
final class PayloadWriter extends SpecificDatumWriter<Object> {
    private byte[] scratch = {};

    PayloadWriter(Schema schema, SpecificData classes) {
        super(schema, classes);
    }

    @Override
    protected void writeArray(Schema schema, Object datum, Encoder out) throws IOException {
        if (datum instanceof FloatVector vector && schema.getElementType().getType() == Schema.Type.FLOAT) {
            writeFloats(vector.values(), out);
        } else {
            super.writeArray(schema, datum, out);
        }
    }

    /** Avro's floats are IEEE 754, little-endian, with nothing between them. */
    private void writeFloats(float[] values, Encoder out) throws IOException {
        int length = Math.multiplyExact(values.length, Float.BYTES);
        if (scratch.length < length) {
            scratch = new byte[length];
        }
        ByteBuffer.wrap(scratch).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
        out.writeArrayStart();
        out.setItemCount(values.length);
        out.writeFixed(scratch, 0, length);
        out.writeArrayEnd();
    }
}
