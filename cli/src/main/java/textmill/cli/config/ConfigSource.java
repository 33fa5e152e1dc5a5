package textmill.cli.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import textmill.cli.console.CliException;
import textmill.topology.config.ConfigFile;
import textmill.topology.config.TextmillConfig;

/** Options that say what the configuration is: a file, the environment over it, and the command line over both. */
public final class ConfigSource {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Properties file; every key is in docs/reference/configuration.md. Variables TEXTMILL_KEY of"
                    + " the environment replace its keys: TEXTMILL_INPUT_TOPIC is input.topic.")
    private @Nullable Path file;

    @Option(
            names = {"-s", "--set"},
            paramLabel = "KEY=VALUE",
            description = "Set or replace one key; may be given several times. Everybody on this machine can read"
                    + " it: a secret belongs into the file or the environment.")
    private List<String> overrides = List.of();

    /**
     * All settings as they were written.
     *
     * @throws CliException if there are none
     */
    public ConfigFile read() throws IOException {
        ConfigFile base = file == null ? ConfigFile.empty() : ConfigFile.read(file);
        ConfigFile all = base.withEnvironment(System.getenv()).with(overrides(), "--set");
        if (file == null && all.isEmpty()) {
            throw CliException.usage("there is no configuration: name a file with --config FILE, or set TEXTMILL_KEY in"
                    + " the environment, for example TEXTMILL_BOOTSTRAP_SERVERS");
        }
        return all;
    }

    /** The whole configuration, checked. */
    public TextmillConfig parse() throws IOException {
        return TextmillConfig.parse(read());
    }

    /** The same for commands that connect to nothing with it: what only logins need may be missing. */
    public TextmillConfig outline() throws IOException {
        return TextmillConfig.outline(read());
    }

    private Map<String, String> overrides() {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String override : overrides) {
            int equals = override.indexOf('=');
            if (equals < 1) {
                // What was given may be a secret without its key.
                throw CliException.usage("--set: expected KEY=VALUE, for example --set input.topic=texts");
            }
            settings.put(override.substring(0, equals).strip(), override.substring(equals + 1));
        }
        return settings;
    }
}
