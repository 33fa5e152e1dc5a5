package textmill.topology.config;

/**
 * A setting that holds, and why.
 *
 * @param key its whole name
 * @param value as a user would write it; {@code [hidden]} for a secret
 * @param origin where it comes from: {@code default}, or the place where the user wrote it
 */
public record EffectiveSetting(String key, String value, String origin) {
    /** What stands for a secret. */
    public static final String HIDDEN = "[hidden]";

    /** The origin of what nobody has written. */
    public static final String DEFAULT = "default";
}
