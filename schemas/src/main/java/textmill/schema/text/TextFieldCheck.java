package textmill.schema.text;

import static textmill.schema.serde.BadRecordReason.MISSING_FIELD;
import static textmill.schema.serde.BadRecordReason.WRONG_FIELD_TYPE;

import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import textmill.schema.serde.BadRecordException;

/** Whether a schema can hold a text at a path at all, whatever a record of it says. */
final class TextFieldCheck {
    private TextFieldCheck() {}

    /** Null if there is a string at the path, in some branch of every union on the way; else what is wrong. */
    static @Nullable BadRecordException problem(FieldPath path, Schema schema) {
        return problem(path, schema, 0);
    }

    static BadRecordException wrongType(FieldPath path, Schema found, int depth) {
        String expected = depth == path.depth() ? "a string" : "a record with field '" + path.name(depth) + "'";
        String at =
                depth == 0 ? "the value" : "'" + String.join(".", path.names().subList(0, depth)) + "'";
        return new BadRecordException(
                WRONG_FIELD_TYPE, "expected " + expected + " at " + at + ", found " + kind(found));
    }

    private static @Nullable BadRecordException problem(FieldPath path, Schema schema, int depth) {
        boolean last = depth == path.depth();
        return switch (schema.getType()) {
            case UNION -> problemInUnion(path, schema, depth);
            case RECORD -> last ? wrongType(path, schema, depth) : problemInRecord(path, schema, depth);
            case STRING -> last ? null : wrongType(path, schema, depth);
            default -> wrongType(path, schema, depth);
        };
    }

    private static @Nullable BadRecordException problemInUnion(FieldPath path, Schema union, int depth) {
        BadRecordException problem = null;
        for (Schema branch : union.getTypes()) {
            if (branch.getType() != Schema.Type.NULL) {
                problem = problem(path, branch, depth);
                if (problem == null) {
                    return null;
                }
            }
        }
        // Of several alternatives none of which will do, the union as a whole says more than any one.
        return problem == null || union.getTypes().size() > 2 ? wrongType(path, union, depth) : problem;
    }

    private static @Nullable BadRecordException problemInRecord(FieldPath path, Schema record, int depth) {
        Schema.Field field = record.getField(path.name(depth));
        if (field == null) {
            String has = record.getFields().stream().map(Schema.Field::name).collect(Collectors.joining(", "));
            return new BadRecordException(
                    MISSING_FIELD,
                    "record " + record.getFullName() + " has no field '" + path.name(depth) + "'; it has " + has);
        }
        return problem(path, field.schema(), depth + 1);
    }

    private static String kind(Schema found) {
        if (found.getType() != Schema.Type.UNION) {
            return "Avro type " + found.getType().getName();
        }
        return "a union of "
                + found.getTypes().stream()
                        .map(type -> type.getType().getName())
                        .collect(Collectors.joining(", "));
    }
}
