package textmill.schema.registry;

import java.net.URI;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/**
 * One address of the registry.
 *
 * @param base address without user, password and trailing slash; fit for messages
 * @param authorization value of the {@code Authorization} header, or null; a secret, which does not print itself
 */
record Endpoint(URI base, @Nullable Password authorization) {
    URI resolve(String path) {
        return URI.create(base + path);
    }

    boolean isTls() {
        return "https".equalsIgnoreCase(base.getScheme());
    }

    /** Leaves the secret out. */
    @Override
    public String toString() {
        return base.toString();
    }
}
