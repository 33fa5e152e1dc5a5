package textmill.topology;

import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import textmill.schema.registry.RegistryRefusedException;
import textmill.schema.registry.RestSchemaRegistry;
import textmill.schema.registry.SubjectNameStrategy;
import textmill.schema.serde.SerdeKeys;
import textmill.topology.start.Check;

/** Whether the registry has the schemas of results, or will take them. Registers nothing. */
final class SubjectChecks {
    private static final String AREA = "registry";

    private final RestSchemaRegistry registry;
    private final boolean registers;
    private final SubjectNameStrategy strategy;

    /**
     * @param registry asked for each
     * @param serde what the serdes are configured with
     */
    SubjectChecks(RestSchemaRegistry registry, Map<String, String> serde) {
        Map<String, Object> settings = SerdeKeys.definition().parse(serde);
        this.registry = registry;
        this.registers = Boolean.TRUE.equals(settings.get(SerdeKeys.AUTO_REGISTER));
        this.strategy = SubjectNameStrategy.parse(
                SerdeKeys.VALUE_STRATEGY, Objects.requireNonNull(settings.get(SerdeKeys.VALUE_STRATEGY)));
    }

    /** The schema of a topic's results. */
    Check of(String topic, Schema schema) {
        String subject = strategy.subject(topic, false, schema.getFullName());
        try {
            return Check.ok(AREA, subject + ": id " + registry.idOf(subject, schema));
        } catch (RegistryRefusedException e) {
            if (!e.isNotFound()) {
                return Check.fail(AREA, subject + ": " + e.getMessage(), "");
            }
        } catch (RuntimeException e) {
            return Check.fail(AREA, subject + ": " + e.getMessage(), "");
        }
        return registers ? toBeRegistered(subject, schema) : missing(subject, schema);
    }

    private Check toBeRegistered(String subject, Schema schema) {
        try {
            if (registry.isCompatible(subject, schema)) {
                return Check.ok(AREA, subject + ": will be registered");
            }
            return Check.fail(
                    AREA,
                    subject + ": its latest version and the schema " + schema.getFullName()
                            + " are not compatible by the rule " + registry.compatibility(subject),
                    "give the results another topic, or the subject another rule");
        } catch (RegistryRefusedException e) {
            return e.isNotFound()
                    ? Check.ok(AREA, subject + ": will be registered")
                    : Check.fail(AREA, subject + ": " + e.getMessage(), "");
        } catch (RuntimeException e) {
            return Check.fail(AREA, subject + ": " + e.getMessage(), "");
        }
    }

    private static Check missing(String subject, Schema schema) {
        return Check.fail(
                AREA,
                subject + ": the registry does not have the schema " + schema.getFullName()
                        + ", and auto.register.schemas is false",
                "register it, or set auto.register.schemas = true");
    }
}
