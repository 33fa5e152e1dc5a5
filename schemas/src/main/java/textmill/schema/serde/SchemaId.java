package textmill.schema.serde;

import java.util.UUID;
import org.apache.avro.Schema;
import textmill.schema.registry.RegistryRefusedException;
import textmill.schema.registry.SchemaRegistry;
import textmill.schema.registry.UnreadableSchemaException;

/** How a record names the schema that it was written with. */
public sealed interface SchemaId {

    /**
     * The number that one registry gave the schema.
     *
     * @param id from 1; negative ones are nobody's
     */
    record ById(int id) implements SchemaId {
        @Override
        public String toString() {
            return "id " + id;
        }
    }

    /**
     * The same in every registry.
     *
     * @param guid made from the schema
     */
    record ByGuid(UUID guid) implements SchemaId {
        @Override
        public String toString() {
            return "guid " + guid;
        }
    }

    /**
     * The schema, with the registry's verdicts turned into verdicts on the record.
     *
     * @throws BadRecordException {@code UNKNOWN_SCHEMA} or {@code UNREADABLE_SCHEMA}
     * @throws textmill.schema.registry.RegistryUnavailableException if nobody can tell yet
     */
    default Schema in(SchemaRegistry registry) {
        try {
            if (this instanceof ByGuid byGuid) {
                return registry.byGuid(byGuid.guid());
            }
            int number = ((ById) this).id();
            if (number < 0) {
                // Not asked: some registries take it for a bad request, which says nothing about the record.
                throw new BadRecordException(
                        BadRecordReason.UNKNOWN_SCHEMA,
                        "This record claims to be written with schema id " + number + "; there are no negative ids");
            }
            return registry.byId(number);
        } catch (RegistryRefusedException e) {
            throw new BadRecordException(
                    BadRecordReason.UNKNOWN_SCHEMA,
                    "The schema registry does not know schema " + this
                            + ", with which this record claims to be written (" + e.getMessage() + ")",
                    e);
        } catch (UnreadableSchemaException e) {
            throw new BadRecordException(BadRecordReason.UNREADABLE_SCHEMA, e.getMessage() + remedy(e.type()), e);
        }
    }

    private static String remedy(String type) {
        return switch (type) {
            case "AVRO" -> "";
            case "JSON" -> ": read such a topic as JSON (input.format=json)";
            case "PROTOBUF" -> ": Protobuf is not read; have the text written as Avro, JSON or a plain string";
            default -> ": only Avro, JSON and plain strings are read";
        };
    }
}
