package textmill.runtime.model;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where things are kept between starts that can be made again at any time. */
public final class UserCache {
    private static final String OURS = "TEXTMILL_CACHE";

    private UserCache() {}

    /**
     * A directory of it: below {@code TEXTMILL_CACHE}, or else below {@code textmill} in the user's own cache.
     *
     * @param name of the directory, which may not be there yet
     * @return null if the environment names no cache
     */
    public static @Nullable Path directory(String name, Map<String, String> environment) {
        String ours = environment.getOrDefault(OURS, "");
        if (!ours.isBlank()) {
            return Path.of(ours).resolve(name);
        }
        for (String variable : new String[] {"XDG_CACHE_HOME", "HOME"}) {
            String directory = environment.getOrDefault(variable, "");
            if (directory.startsWith("/")) {
                Path cache = variable.equals("HOME") ? Path.of(directory, ".cache") : Path.of(directory);
                return cache.resolve("textmill").resolve(name);
            }
        }
        return null;
    }
}
