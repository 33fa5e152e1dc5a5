package textmill.embedded.registry;

import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What the registry does, without HTTP. Thread-safe: changes are decided and written one at a time, so that ids and
 * versions are unique; queries are answered from memory at any time.
 */
final class Registry {

    private final RegistryState state;
    private final SchemaLog log;
    private final Object writing = new Object();

    Registry(RegistryState state, SchemaLog log) {
        this.state = state;
        this.log = log;
    }

    RegistryState state() {
        return state;
    }

    /** Registers a schema, or finds it registered; returns its id. */
    int register(String subject, Schema schema) {
        String text = schema.toString();
        synchronized (writing) {
            List<StoredSchema> all = state.versions(subject);
            List<StoredSchema> live = all.stream().filter(StoredSchema::live).toList();
            Optional<StoredSchema> known = withText(live, text);
            if (known.isPresent()) {
                return known.get().id();
            }
            CompatibilityLevel level = effectiveLevel(subject);
            List<String> problems = Compatibility.problems(schema, live, level);
            if (!problems.isEmpty()) {
                throw new RegistryException(
                        409,
                        409,
                        "the schema is incompatible with an earlier one for subject '" + subject + "' (" + level + "): "
                                + String.join("; ", problems));
            }
            int id = state.id(text).orElse(state.highestId() + 1);
            int version = all.isEmpty() ? 1 : all.get(all.size() - 1).version() + 1;
            log.append(new Change.Put(new StoredSchema(subject, version, id, text, false)));
            return id;
        }
    }

    /** Finds the version of a subject that has this schema. */
    StoredSchema lookUp(String subject, Schema schema, boolean includeDeleted) {
        return withText(existingVersions(subject, includeDeleted), schema.toString())
                .orElseThrow(() -> RegistryException.schemaNotFound("Schema not found"));
    }

    /** The versions of a subject, oldest first; never empty. */
    List<StoredSchema> existingVersions(String subject, boolean includeDeleted) {
        List<StoredSchema> versions = state.versions(subject).stream()
                .filter(schema -> includeDeleted || schema.live())
                .toList();
        if (versions.isEmpty()) {
            throw RegistryException.subjectNotFound(subject);
        }
        return versions;
    }

    StoredSchema version(String subject, VersionSpec wanted, boolean includeDeleted) {
        return wanted.in(existingVersions(subject, includeDeleted))
                .orElseThrow(() -> RegistryException.versionNotFound(wanted.toString()));
    }

    /** Hides all versions of a subject; returns their numbers. */
    List<Integer> softDelete(String subject) {
        synchronized (writing) {
            List<StoredSchema> all = existingVersions(subject, true);
            List<Integer> live = all.stream()
                    .filter(StoredSchema::live)
                    .map(StoredSchema::version)
                    .toList();
            if (live.isEmpty()) {
                throw new RegistryException(
                        404,
                        40404,
                        "Subject '" + subject + "' was soft deleted. Set permanent=true to delete permanently");
            }
            log.append(new Change.DeleteSubject(subject, live.get(live.size() - 1)));
            if (state.level(subject).isPresent()) {
                log.append(new Change.SetLevel(subject, null));
            }
            return live;
        }
    }

    /** Removes all versions of a subject that is hidden; returns their numbers. */
    List<Integer> purge(String subject) {
        synchronized (writing) {
            List<StoredSchema> all = existingVersions(subject, true);
            if (all.stream().anyMatch(StoredSchema::live)) {
                throw new RegistryException(
                        404, 40405, "Subject '" + subject + "' was not deleted first before being permanently deleted");
            }
            log.append(new Change.Noop(state.highestId()));
            all.forEach(schema -> log.append(new Change.Purge(subject, schema.version())));
            return all.stream().map(StoredSchema::version).toList();
        }
    }

    int softDelete(String subject, VersionSpec wanted) {
        synchronized (writing) {
            StoredSchema schema = version(subject, wanted, true);
            if (schema.deleted()) {
                throw new RegistryException(
                        404,
                        40406,
                        "Subject '" + subject + "' Version " + schema.version()
                                + " was soft deleted. Set permanent=true to delete permanently");
            }
            log.append(new Change.Put(schema.asDeleted()));
            return schema.version();
        }
    }

    int purge(String subject, VersionSpec wanted) {
        synchronized (writing) {
            StoredSchema schema = version(subject, wanted, true);
            if (!schema.deleted()) {
                throw new RegistryException(
                        404,
                        40407,
                        "Subject '" + subject + "' Version " + schema.version()
                                + " was not deleted first before being permanently deleted");
            }
            log.append(new Change.Noop(state.highestId()));
            log.append(new Change.Purge(subject, schema.version()));
            return schema.version();
        }
    }

    /** Checks a schema against one version, or against those that the subject's level asks for. */
    List<String> incompatibilities(String subject, Schema schema, Optional<VersionSpec> wanted) {
        List<StoredSchema> live =
                state.versions(subject).stream().filter(StoredSchema::live).toList();
        List<StoredSchema> against = live;
        if (wanted.isPresent()) {
            Optional<StoredSchema> version = wanted.get().in(live);
            if (version.isEmpty() && !wanted.get().isLatest()) {
                throw RegistryException.versionNotFound(wanted.get().toString());
            }
            against = version.stream().toList();
        }
        return Compatibility.problems(schema, against, effectiveLevel(subject));
    }

    CompatibilityLevel effectiveLevel(String subject) {
        return state.level(subject).orElseGet(state::globalLevel);
    }

    /** Sets the level of a subject, or the global one; null takes it back. */
    void setLevel(@Nullable String subject, @Nullable CompatibilityLevel level) {
        synchronized (writing) {
            log.append(new Change.SetLevel(subject, level));
        }
    }

    private static Optional<StoredSchema> withText(List<StoredSchema> versions, String text) {
        return versions.stream().filter(each -> each.schema().equals(text)).reduce((older, newer) -> newer);
    }
}
