package textmill.embedded.registry;

import org.jspecify.annotations.Nullable;

/** One record of the schemas topic, as what it does to the registry. */
sealed interface Change {

    /** A version is new, or has been soft-deleted. */
    record Put(StoredSchema schema) implements Change {}

    /** A version is gone for good. */
    record Purge(String subject, int version) implements Change {}

    /** All versions of a subject up to and including one are soft-deleted. */
    record DeleteSubject(String subject, int upTo) implements Change {}

    /** A compatibility level is set, or taken back if {@code level} is null; without a subject it is the global one. */
    record SetLevel(@Nullable String subject, @Nullable CompatibilityLevel level) implements Change {}

    /**
     * Changes no schema. Keeps the highest id ever given, so that a purged one is not given again when compaction has
     * removed every other trace of it; 0 in what another registry has written, all of whose other kinds are read as
     * this too.
     */
    record Noop(int highestId) implements Change {}
}
