package textmill.embedded.registry;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;

/** Checks a schema against earlier versions with Avro's own rules. */
final class Compatibility {

    private Compatibility() {}

    /**
     * Returns what stands in the way, one line each; empty if the schema is compatible.
     *
     * @param earlier the versions that are not deleted, oldest first
     */
    static List<String> problems(Schema candidate, List<StoredSchema> earlier, CompatibilityLevel level) {
        List<StoredSchema> against =
                level.allVersions || earlier.isEmpty() ? earlier : earlier.subList(earlier.size() - 1, earlier.size());
        List<String> problems = new ArrayList<>();
        for (StoredSchema each : against) {
            Schema old = AvroSchemas.parseStored(each.schema());
            if (level.newReadsOld) {
                add(problems, candidate, old, "version " + each.version() + " cannot be read with the new schema");
            }
            if (level.oldReadsNew) {
                add(problems, old, candidate, "the new schema cannot be read with version " + each.version());
            }
        }
        return problems;
    }

    private static void add(List<String> problems, Schema reader, Schema writer, String what) {
        SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getResult()
                .getIncompatibilities()
                .forEach(found -> problems.add(
                        what + ": " + found.getType() + " at " + found.getLocation() + ": " + found.getMessage()));
    }
}
