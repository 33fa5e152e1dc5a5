package textmill.schema.serde;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericEnumSymbol;
import org.apache.avro.specific.AvroGenerated;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.Nullable;

/**
 * Which classes stand for which schemas. Avro would load whatever class a schema names and since 1.12.2 refuses all that
 * were not trusted for the whole JVM; here only classes that Avro itself generated are ever used, so that a schema from
 * a registry cannot make this process instantiate anything else, and no global switch is touched.
 */
final class RecordClasses extends SpecificData {
    private final boolean specific;
    private final Map<String, Optional<Class<?>>> byName = new ConcurrentHashMap<>();

    private RecordClasses(ClassLoader loader, boolean specific) {
        super(loader);
        this.specific = specific;
    }

    /** Generated classes where they exist. */
    static RecordClasses specific(ClassLoader loader) {
        return new RecordClasses(loader, true);
    }

    /** Generic records only. */
    static RecordClasses generic() {
        return new RecordClasses(RecordClasses.class.getClassLoader(), false);
    }

    @Override
    public @Nullable Class<?> getClass(Schema schema) {
        return switch (schema.getType()) {
            case RECORD, ENUM, FIXED ->
                specific
                        ? byName.computeIfAbsent(getClassName(schema), this::load)
                                .orElse(null)
                        : null;
            default -> super.getClass(schema);
        };
    }

    private Optional<Class<?>> load(String name) {
        try {
            // Not initialised: a class that is not Avro's must not get to run its static code.
            Class<?> type = Class.forName(name, false, getClassLoader());
            return isGenerated(type) ? Optional.of(type) : Optional.empty();
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.empty();
        }
    }

    private static boolean isGenerated(Class<?> type) {
        return type.isAnnotationPresent(AvroGenerated.class)
                && (org.apache.avro.specific.SpecificRecord.class.isAssignableFrom(type)
                        || org.apache.avro.specific.SpecificFixed.class.isAssignableFrom(type)
                        || GenericEnumSymbol.class.isAssignableFrom(type)
                        || type.isEnum());
    }
}
