package textmill.schema.text;

import java.util.List;
import org.apache.kafka.common.config.ConfigException;

/**
 * A dotted path to a field, for example {@code payload.body}.
 *
 * @param names the names on the way; none if the value itself is meant
 */
record FieldPath(List<String> names) {

    static FieldPath parse(String dotted) {
        if (dotted.isBlank()) {
            return new FieldPath(List.of());
        }
        List<String> names = List.of(dotted.trim().split("\\.", -1));
        if (names.contains("")) {
            throw new ConfigException("The path of the text field, '" + dotted
                    + "', has an empty part; expected names with single dots between them, for example payload.body");
        }
        return new FieldPath(names);
    }

    int depth() {
        return names.size();
    }

    String name(int depth) {
        return names.get(depth);
    }

    /** For messages. */
    @Override
    public String toString() {
        return names.isEmpty() ? "the value itself" : "field '" + String.join(".", names) + "'";
    }
}
