package textmill.cli.topics;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A condition on a field of a record. The field may lie deeper, {@code flagged_spans.max_score}; of a list any element may
 * fulfil the condition.
 *
 * @param path names of fields, from the outside
 * @param operator as written
 * @param value as written
 */
record FieldCondition(List<String> path, String operator, String value) {
    private static final Pattern WRITTEN = Pattern.compile("([^=!<>]+?)\\s*(!=|<=|>=|=|<|>)\\s*(.*)", Pattern.DOTALL);

    /** Reads what stands on a command line. */
    static final class Reader implements ITypeConverter<FieldCondition> {
        @Override
        public FieldCondition convert(String text) {
            Matcher found = WRITTEN.matcher(text);
            if (!found.matches()) {
                throw new TypeConversionException(
                        "expected FIELD=VALUE, or with !=, <, <=, > or >=, for example label=transfer or score>=0.9");
            }
            FieldCondition condition = new FieldCondition(
                    List.of(found.group(1).strip().split("\\.", -1)), found.group(2), found.group(3));
            if (condition.isOrder() && number(condition.value) == null) {
                throw new TypeConversionException(
                        "expected a number behind " + condition.operator + ", found '" + condition.value + "'");
            }
            return condition;
        }
    }

    private boolean isOrder() {
        return operator.startsWith("<") || operator.startsWith(">");
    }

    /** True if some value at the path fulfils the condition; {@code !=} if none has the value. */
    boolean holds(Object record) {
        return operator.equals("!=")
                ? values(record, path).noneMatch(found -> isEqual(found, value))
                : values(record, path).anyMatch(this::fulfils);
    }

    private static Stream<Object> values(@Nullable Object value, List<String> path) {
        if (value instanceof Collection<?> elements) {
            return elements.stream().flatMap(element -> values(element, path));
        } else if (path.isEmpty()) {
            return Stream.ofNullable(value);
        }
        List<String> rest = path.subList(1, path.size());
        if (value instanceof IndexedRecord record) {
            Schema.Field field = record.getSchema().getField(path.get(0));
            return field == null ? Stream.empty() : values(record.get(field.pos()), rest);
        } else if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .filter(entry -> String.valueOf(entry.getKey()).equals(path.get(0)))
                    .flatMap(entry -> values(entry.getValue(), rest));
        }
        return Stream.empty();
    }

    private boolean fulfils(Object found) {
        if (operator.equals("=")) {
            return isEqual(found, value);
        }
        Double limit = number(value);
        if (limit == null || !(found instanceof Number number)) {
            return false;
        }
        double order = number.doubleValue() - limit;
        return switch (operator) {
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            default -> order >= 0;
        };
    }

    /** A number may be written in another way than it is printed. */
    private static boolean isEqual(Object found, String value) {
        if (found.toString().equals(value)) {
            return true;
        }
        Double wanted = found instanceof Number ? number(value) : null;
        return wanted != null && Double.compare(((Number) found).doubleValue(), wanted) == 0;
    }

    private static @Nullable Double number(String text) {
        try {
            return Double.valueOf(text.strip());
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
