package textmill.embedded.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** What the topic says, in memory. Thread-safe; only the thread that reads the topic changes it. */
final class RegistryState {

    static final CompatibilityLevel DEFAULT_LEVEL = CompatibilityLevel.BACKWARD;

    private final SortedMap<String, SortedMap<Integer, StoredSchema>> subjects = new TreeMap<>();
    private final Map<String, CompatibilityLevel> levels = new HashMap<>();
    private final Map<String, Integer> idBySchema = new HashMap<>();
    private final Map<Integer, String> schemaById = new HashMap<>();
    private final Map<UUID, String> schemaByGuid = new HashMap<>();
    private CompatibilityLevel globalLevel = DEFAULT_LEVEL;
    private int highestId;

    synchronized void apply(Change change) {
        if (change instanceof Change.Put put) {
            put(put.schema());
        } else if (change instanceof Change.Purge purge) {
            purge(purge.subject(), purge.version());
        } else if (change instanceof Change.DeleteSubject delete) {
            subjects.getOrDefault(delete.subject(), new TreeMap<>())
                    .headMap(delete.upTo() + 1)
                    .replaceAll((version, schema) -> schema.asDeleted());
        } else if (change instanceof Change.SetLevel set) {
            setLevel(set);
        } else if (change instanceof Change.Noop noop) {
            highestId = Math.max(highestId, noop.highestId());
        }
    }

    /** All subjects that have a version, deleted ones included, in order. */
    synchronized List<String> subjects() {
        return List.copyOf(subjects.keySet());
    }

    /** All versions of a subject, soft-deleted ones included, oldest first; empty if there is no such subject. */
    synchronized List<StoredSchema> versions(String subject) {
        return List.copyOf(subjects.getOrDefault(subject, new TreeMap<>()).values());
    }

    synchronized Optional<String> schema(int id) {
        return Optional.ofNullable(schemaById.get(id));
    }

    synchronized Optional<String> schema(UUID guid) {
        return Optional.ofNullable(schemaByGuid.get(guid));
    }

    /** The id of a schema that is known under any subject. */
    synchronized OptionalInt id(String schema) {
        Integer id = idBySchema.get(schema);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /** The highest id ever given; 0 before the first. */
    synchronized int highestId() {
        return highestId;
    }

    /** Every version that bears an id, soft-deleted ones included. */
    synchronized List<StoredSchema> usesOf(int id) {
        return all().stream().filter(each -> each.id() == id).toList();
    }

    /** Every version of every subject, soft-deleted ones included. */
    synchronized List<StoredSchema> all() {
        List<StoredSchema> all = new ArrayList<>();
        subjects.values().forEach(versions -> all.addAll(versions.values()));
        return all;
    }

    synchronized Optional<CompatibilityLevel> level(String subject) {
        return Optional.ofNullable(levels.get(subject));
    }

    synchronized CompatibilityLevel globalLevel() {
        return globalLevel;
    }

    private void put(StoredSchema schema) {
        subjects.computeIfAbsent(schema.subject(), name -> new TreeMap<>()).put(schema.version(), schema);
        schemaById.put(schema.id(), schema.schema());
        schemaByGuid.put(schema.guid(), schema.schema());
        idBySchema.putIfAbsent(schema.schema(), schema.id());
        highestId = Math.max(highestId, schema.id());
    }

    private void purge(String subject, int version) {
        SortedMap<Integer, StoredSchema> versions = subjects.getOrDefault(subject, new TreeMap<>());
        StoredSchema purged = versions.remove(version);
        if (versions.isEmpty()) {
            subjects.remove(subject);
        }
        if (purged != null && usesOf(purged.id()).isEmpty()) {
            schemaById.remove(purged.id());
            schemaByGuid.remove(purged.guid());
            idBySchema.remove(purged.schema(), purged.id());
        }
    }

    private void setLevel(Change.SetLevel set) {
        String subject = set.subject();
        CompatibilityLevel level = set.level();
        if (subject == null) {
            globalLevel = level == null ? DEFAULT_LEVEL : level;
        } else if (level == null) {
            levels.remove(subject);
        } else {
            levels.put(subject, level);
        }
    }
}
