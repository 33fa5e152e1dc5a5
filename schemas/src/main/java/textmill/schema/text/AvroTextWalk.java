package textmill.schema.text;

import static textmill.schema.serde.BadRecordReason.CORRUPT;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.avro.Schema;
import textmill.schema.serde.BadRecordException;
import textmill.schema.serde.PayloadDecoder;

/** One walk through one record. */
final class AvroTextWalk {
    /** Records within records; hostile bytes of a recursive schema would otherwise overflow the stack. */
    private static final int MAX_NESTING = 200;

    private final FieldPath path;
    private final PayloadDecoder in;
    private int nesting;
    private int leftBefore;
    private int leftAfter;

    /**
     * A text and its place.
     *
     * @param from index of the first byte of its length
     * @param to index after its last byte
     */
    record Found(ExtractedText text, int from, int to) {}

    AvroTextWalk(FieldPath path, PayloadDecoder in) {
        this.path = path;
        this.in = in;
    }

    ExtractedText find(Schema schema) {
        TextFieldCheck.Fitness fitness = TextFieldCheck.of(path, schema);
        if (fitness.isCertain()) {
            fitness.throwIfUnfit();
        }
        ExtractedText found = find(schema, 0);
        fitness.throwIfUnfit();
        return found;
    }

    /** Dead ends are met only in unions whose other branches differ: the rest has been checked before. */
    private ExtractedText find(Schema schema, int depth) {
        return switch (schema.getType()) {
            case UNION -> find(branch(schema), depth);
            case NULL -> ExtractedText.Absent.INSTANCE;
            case RECORD -> findInRecord(schema, depth);
            case STRING -> {
                if (depth < path.depth()) {
                    throw TextFieldCheck.wrongType(path, schema, depth);
                }
                yield text();
            }
            default -> throw TextFieldCheck.wrongType(path, schema, depth);
        };
    }

    private ExtractedText findInRecord(Schema record, int depth) {
        if (depth == path.depth()) {
            throw TextFieldCheck.wrongType(path, record, depth);
        }
        Schema.Field wanted = record.getField(path.name(depth));
        if (wanted == null) {
            throw TextFieldCheck.missing(path, record, depth);
        }
        ExtractedText found = ExtractedText.Absent.INSTANCE;
        for (Schema.Field field : record.getFields()) {
            if (field.pos() == wanted.pos()) {
                found = find(field.schema(), depth + 1);
            } else {
                skip(field.schema());
            }
        }
        return found;
    }

    private ExtractedText text() {
        leftBefore = in.left();
        ByteBuffer utf8 = in.readSlice();
        leftAfter = in.left();
        return ExtractedText.Text.ofUtf8(utf8.array(), utf8.arrayOffset() + utf8.position(), utf8.remaining());
    }

    /** Bytes that were left before the length of the text. */
    int leftBefore() {
        return leftBefore;
    }

    /** Bytes that were left behind the text. */
    int leftAfter() {
        return leftAfter;
    }

    private void skip(Schema schema) {
        switch (schema.getType()) {
            case NULL -> in.readNull();
            case BOOLEAN -> in.readBoolean();
            case INT -> in.readInt();
            case LONG -> in.readLong();
            case FLOAT -> in.skipFixed(Float.BYTES);
            case DOUBLE -> in.skipFixed(Double.BYTES);
            case STRING, BYTES -> in.skipString();
            case FIXED -> in.skipFixed(schema.getFixedSize());
            case ENUM -> index(in.readEnum(), schema.getEnumSymbols().size(), "an enum's symbol");
            case UNION -> skip(branch(schema));
            case RECORD -> skipRecord(schema.getFields());
            case ARRAY -> skipArray(schema.getElementType());
            case MAP -> skipMap(schema.getValueType());
        }
    }

    private void skipRecord(List<Schema.Field> fields) {
        if (++nesting > MAX_NESTING) {
            throw new BadRecordException(CORRUPT, "records are nested more than " + MAX_NESTING + " deep");
        }
        for (Schema.Field field : fields) {
            skip(field.schema());
        }
        nesting--;
    }

    private void skipArray(Schema element) {
        for (long block = in.skipArray(); block > 0; block = in.skipArray()) {
            for (long i = 0; i < block; i++) {
                skip(element);
            }
        }
    }

    private void skipMap(Schema value) {
        for (long block = in.skipMap(); block > 0; block = in.skipMap()) {
            for (long i = 0; i < block; i++) {
                in.skipString();
                skip(value);
            }
        }
    }

    private Schema branch(Schema union) {
        List<Schema> branches = union.getTypes();
        return branches.get(index(in.readIndex(), branches.size(), "a union's branch"));
    }

    private static int index(int index, int size, String what) {
        if (index < 0 || index >= size) {
            throw new BadRecordException(CORRUPT, what + " is number " + index + " of " + size);
        }
        return index;
    }
}
