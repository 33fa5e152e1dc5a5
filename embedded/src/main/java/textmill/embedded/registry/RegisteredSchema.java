package textmill.embedded.registry;

/**
 * One version of a subject.
 *
 * @param schema the schema as compact JSON
 * @param deleted true after a soft delete: the version is hidden, its id still resolves
 */
record RegisteredSchema(String subject, int version, int id, String schema, boolean deleted) {

    boolean live() {
        return !deleted;
    }

    RegisteredSchema asDeleted() {
        return new RegisteredSchema(subject, version, id, schema, true);
    }
}
