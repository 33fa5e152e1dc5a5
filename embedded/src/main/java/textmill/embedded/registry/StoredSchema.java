package textmill.embedded.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * One version of a subject.
 *
 * @param schema the schema as compact JSON
 * @param deleted true after a soft delete: the version is hidden, its id still resolves
 */
record StoredSchema(String subject, int version, int id, String schema, boolean deleted) {

    /** The schema's own name in all registries, as Confluent's makes it: MD5 of its text. */
    UUID guid() {
        try {
            ByteBuffer md5 = ByteBuffer.wrap(MessageDigest.getInstance("MD5").digest(schema.getBytes(UTF_8)));
            return new UUID(md5.getLong(), md5.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }

    boolean live() {
        return !deleted;
    }

    StoredSchema asDeleted() {
        return new StoredSchema(subject, version, id, schema, true);
    }
}
