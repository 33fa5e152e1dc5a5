package textmill.topology.config;

import org.jspecify.annotations.Nullable;

/**
 * Where a record names a prompt.
 *
 * @param header that holds the name, or null; comes first
 * @param field that holds it, or null
 */
public record PromptPlace(@Nullable String header, @Nullable String field) {
    /** True if nobody looks for one. */
    public boolean isNowhere() {
        return header == null && field == null;
    }
}
