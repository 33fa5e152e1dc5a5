package textmill.schema.text;

import static textmill.schema.serde.BadRecordReason.MISSING_FIELD;
import static textmill.schema.serde.BadRecordReason.WRONG_FIELD_TYPE;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import textmill.schema.serde.BadRecordException;

/** Whether a schema can hold a text at a path at all, whatever a record of it says. */
final class TextFieldCheck {
    private TextFieldCheck() {}

    /**
     * What a schema says.
     *
     * @param problem null if there is a string at the path, in some branch of every union on the way; else what is wrong
     * @param isCertain false if a record's own branch says better what is wrong with it
     */
    record Fitness(@Nullable BadRecordException problem, boolean isCertain) {
        private static final Fitness FIT = new Fitness(null, true);

        private static Fitness unfit(BadRecordException problem) {
            return new Fitness(problem, true);
        }

        void throwIfUnfit() {
            if (problem != null) {
                throw problem;
            }
        }
    }

    static Fitness of(FieldPath path, Schema schema) {
        return of(path, schema, 0);
    }

    static BadRecordException missing(FieldPath path, Schema record, int depth) {
        String has = record.getFields().stream().map(Schema.Field::name).collect(Collectors.joining(", "));
        return new BadRecordException(
                MISSING_FIELD,
                "record " + record.getFullName() + " has no field '" + path.name(depth) + "'; it has " + has);
    }

    static BadRecordException wrongType(FieldPath path, Schema found, int depth) {
        String expected = depth == path.depth() ? "a string" : "a record with field '" + path.name(depth) + "'";
        String at =
                depth == 0 ? "the value" : "'" + String.join(".", path.names().subList(0, depth)) + "'";
        return new BadRecordException(
                WRONG_FIELD_TYPE, "expected " + expected + " at " + at + ", found " + kind(found));
    }

    private static Fitness of(FieldPath path, Schema schema, int depth) {
        boolean last = depth == path.depth();
        return switch (schema.getType()) {
            case UNION -> ofUnion(path, schema, depth);
            case RECORD -> last ? Fitness.unfit(wrongType(path, schema, depth)) : ofRecord(path, schema, depth);
            case STRING -> last ? Fitness.FIT : Fitness.unfit(wrongType(path, schema, depth));
            default -> Fitness.unfit(wrongType(path, schema, depth));
        };
    }

    private static Fitness ofUnion(FieldPath path, Schema union, int depth) {
        List<Fitness> branches = new ArrayList<>();
        for (Schema branch : union.getTypes()) {
            if (branch.getType() != Schema.Type.NULL) {
                Fitness fitness = of(path, branch, depth);
                if (fitness.problem() == null) {
                    return Fitness.FIT;
                }
                branches.add(fitness);
            }
        }
        if (branches.size() == 1) {
            return branches.get(0);
        }
        // Of several alternatives none of which will do, the one that a record has chosen says most.
        return new Fitness(wrongType(path, union, depth), branches.isEmpty());
    }

    private static Fitness ofRecord(FieldPath path, Schema record, int depth) {
        Schema.Field field = record.getField(path.name(depth));
        return field == null ? Fitness.unfit(missing(path, record, depth)) : of(path, field.schema(), depth + 1);
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
