package textmill.models;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where models are unpacked to: the directory that was named, or else the first of the usual ones that can be used. A user
 * without an entry in the password file, as containers have them, has no home as far as Java knows ({@code ?}), but often
 * {@code HOME}.
 */
final class CacheDirectory {
    private static final Path BELOW = Path.of("textmill", "models");

    private final Map<String, String> environment;
    private final UnaryOperator<@Nullable String> properties;
    private final List<String> tried = new ArrayList<>();

    private CacheDirectory(Map<String, String> environment, UnaryOperator<@Nullable String> properties) {
        this.environment = environment;
        this.properties = properties;
    }

    /**
     * Finds the directory; it may not be there yet.
     *
     * @param properties the value of a system property, or null
     * @throws BundledModelException if there is none that can be used
     */
    static Path find(Map<String, String> environment, UnaryOperator<@Nullable String> properties) {
        return new CacheDirectory(environment, properties).find();
    }

    private Path find() {
        String named = properties.apply(BundledModels.CACHE_PROPERTY);
        if (named == null) {
            named = environment.get(BundledModels.CACHE_VARIABLE);
        }
        if (named != null && !named.isBlank()) {
            return Path.of(named);
        }
        Path found = usable("XDG_CACHE_HOME", environment.get("XDG_CACHE_HOME"), Path.of(""));
        if (found == null) {
            found = usable("HOME", environment.get("HOME"), Path.of(".cache"));
        }
        if (found == null) {
            found = usable("the home of the user", properties.apply("user.home"), Path.of(".cache"));
        }
        if (found == null) {
            throw new BundledModelException("found no directory to unpack models to (" + String.join(", ", tried)
                    + "); name one that can be written with " + BundledModels.CACHE_VARIABLE);
        }
        return found;
    }

    private @Nullable Path usable(String name, @Nullable String directory, Path below) {
        if (directory == null || directory.isBlank()) {
            tried.add(name + " is not set");
            return null;
        }
        try {
            Path candidate = Path.of(directory).resolve(below).resolve(BELOW);
            if (candidate.isAbsolute() && isUsable(candidate)) {
                return candidate;
            }
        } catch (InvalidPathException e) {
            // No path: not usable either.
        }
        tried.add(name + " is " + directory + " and cannot be used");
        return null;
    }

    /** It is there, or can be made. */
    private static boolean isUsable(Path candidate) {
        Path there = candidate;
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        return there != null && Files.isDirectory(there) && (there.equals(candidate) || Files.isWritable(there));
    }
}
