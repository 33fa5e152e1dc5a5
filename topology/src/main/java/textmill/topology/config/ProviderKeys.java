package textmill.topology.config;

import java.util.List;
import java.util.regex.Pattern;

/**
 * From where values may be taken that do not stand in the configuration: lists of what is allowed, under the names that
 * Kafka's own providers have for them. They are read as they are written, before anything else.
 */
public final class ProviderKeys {
    private ProviderKeys() {}

    /** Which variables of the environment. */
    public static final Key<Pattern> ENV_PATTERN = Key.optional(
            "config.providers.env.param.allowlist.pattern",
            Rule.pattern(),
            "Names of variables of the environment that values may take, `${env:NAME}` or `${NAME}`. Not set: all.");

    /** Which files. */
    public static final Key<List<String>> FILE_PATHS = Key.optional(
            "config.providers.file.param.allowed.paths",
            Rule.absolutePaths(),
            "Files, or directories of files, from which values may be taken, `${file:PATH:KEY}`. Not set: all.");

    /** Which directories. */
    public static final Key<List<String>> DIRECTORY_PATHS = Key.optional(
            "config.providers.dir.param.allowed.paths",
            Rule.absolutePaths(),
            "Directories from whose files values may be taken, `${dir:PATH:FILE}`. Not set: all.");

    static final Section SECTION =
            new Section("Values from elsewhere", false, List.of(ENV_PATTERN, FILE_PATHS, DIRECTORY_PATHS));
}
