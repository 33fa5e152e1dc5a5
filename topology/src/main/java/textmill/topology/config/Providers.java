package textmill.topology.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.provider.ConfigProvider;
import org.apache.kafka.common.config.provider.DirectoryConfigProvider;
import org.apache.kafka.common.config.provider.EnvVarConfigProvider;
import org.apache.kafka.common.config.provider.FileConfigProvider;

/**
 * Kafka's own configuration providers, asked only for what is there and allowed: of anything else they would write a trace
 * into the log, or nothing at all.
 */
final class Providers implements AutoCloseable {
    private static final String ALLOWED_PATHS = "allowed.paths";

    private final Settings limits;
    private final ConfigProvider variables;
    private final ConfigProvider files = new FileConfigProvider();
    private final ConfigProvider directories = new DirectoryConfigProvider();

    private Providers(Settings limits, Map<String, String> environment) {
        this.limits = limits;
        this.variables = new EnvVarConfigProvider(environment);
    }

    /** There is no such value, or it must not be taken. */
    static final class NoValue extends Exception {
        private static final long serialVersionUID = 1L;

        NoValue(String message) {
            super(message);
        }
    }

    /**
     * Providers within limits.
     *
     * @throws ConfigException if a limit names what is not there
     */
    static Providers of(Settings limits, Map<String, String> environment) {
        Providers providers = new Providers(limits, environment);
        Optional<Pattern> pattern = limits.find(ProviderKeys.ENV_PATTERN);
        providers.variables.configure(
                pattern.isPresent() ? Map.of("allowlist.pattern", pattern.get().pattern()) : Map.of());
        configure(providers.files, ProviderKeys.FILE_PATHS, limits);
        configure(providers.directories, ProviderKeys.DIRECTORY_PATHS, limits);
        return providers;
    }

    private static void configure(ConfigProvider provider, Key<List<String>> key, Settings limits) {
        try {
            provider.configure(limits.find(key)
                    .map(paths -> Map.of(ALLOWED_PATHS, String.join(",", paths)))
                    .orElse(Map.of()));
        } catch (org.apache.kafka.common.config.ConfigException e) {
            throw new ConfigException(List.of(limits.placeOf(key) + ": " + e.getMessage() + "."));
        }
    }

    String variable(String name) throws NoValue {
        Optional<Pattern> pattern = limits.find(ProviderKeys.ENV_PATTERN);
        if (pattern.isPresent() && !pattern.get().matcher(name).matches()) {
            throw new NoValue("variable " + name + " of the environment is not allowed by "
                    + limits.placeOf(ProviderKeys.ENV_PATTERN) + ".");
        }
        String value = variables.get("", Set.of(name)).data().get(name);
        if (value == null) {
            throw new NoValue("the environment has no variable " + name + ": set it, or write $${" + name
                    + "} for the text itself.");
        }
        return value;
    }

    /** @param argument {@code PATH:KEY} of a properties file */
    String file(String argument) throws NoValue {
        Place place = Place.of(argument, "${file:PATH:KEY}; where a file is the value itself, ${dir:DIRECTORY:FILE}");
        allow(place.path, ProviderKeys.FILE_PATHS);
        if (!Files.isRegularFile(place.path) || !Files.isReadable(place.path)) {
            throw new NoValue("there is no file " + place.path + " that can be read.");
        }
        return value(files, place, "file " + place.path + " has no key " + place.key + ".");
    }

    /** @param argument {@code PATH:FILE} */
    String directory(String argument) throws NoValue {
        Place place = Place.of(argument, "${dir:PATH:FILE}");
        allow(place.path, ProviderKeys.DIRECTORY_PATHS);
        if (!Files.isDirectory(place.path)) {
            throw new NoValue("there is no directory " + place.path + ".");
        }
        // Whoever wrote it with an editor or with echo has a line end in it that nobody means.
        return value(directories, place, "directory " + place.path + " has no file " + place.key + " that can be read.")
                .replaceFirst("\\R\\z", "");
    }

    private static String value(ConfigProvider provider, Place place, String missing) throws NoValue {
        String value;
        try {
            value = provider.get(place.path.toAbsolutePath().normalize().toString(), Set.of(place.key))
                    .data()
                    .get(place.key);
        } catch (org.apache.kafka.common.config.ConfigException | IllegalArgumentException e) {
            // What is said of a line that cannot be read may quote it.
            throw new NoValue(place.path + " cannot be read (" + e.getClass().getSimpleName() + ").");
        }
        if (value == null) {
            throw new NoValue(missing);
        }
        return value;
    }

    private void allow(Path path, Key<List<String>> key) throws NoValue {
        Optional<List<String>> allowed = limits.find(key);
        Path plain = path.toAbsolutePath().normalize();
        if (allowed.isPresent()
                && allowed.get().stream()
                        .noneMatch(root -> plain.startsWith(Path.of(root).normalize()))) {
            throw new NoValue(
                    path + " is not below " + limits.placeOf(key) + " = " + String.join(",", allowed.get()) + ".");
        }
    }

    /** A path and what is meant of it; a path may hold a colon, what is behind the last one not. */
    private record Place(Path path, String key) {
        static Place of(String argument, String expected) throws NoValue {
            int colon = argument.lastIndexOf(':');
            if (colon < 1 || colon == argument.length() - 1) {
                throw new NoValue("expected " + expected + ".");
            }
            try {
                return new Place(Path.of(argument.substring(0, colon)), argument.substring(colon + 1));
            } catch (InvalidPathException e) {
                throw new NoValue("expected " + expected + " with the path of a file.");
            }
        }
    }

    @Override
    public void close() {
        for (ConfigProvider provider : List.of(variables, files, directories)) {
            try {
                provider.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
