package textmill.models;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The models that come with Textmill. Each is a set of class path resources with an index, {@code
 * textmill/models/<name>/files.sha256}; it is unpacked into a cache directory when it is first asked for and checked
 * against the index every time.
 */
public final class BundledModels {
    /** Environment variable that names the cache directory; {@value #CACHE_PROPERTY} comes before it. */
    public static final String CACHE_VARIABLE = "TEXTMILL_CACHE";

    /** System property that names the cache directory. */
    public static final String CACHE_PROPERTY = "textmill.cache";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    private static final List<String> KNOWN =
            List.of("all-minilm-l6-v2", "clinc150-intents", "personal-data", "rtd-small");
    private static final int NEAR = 4;

    private BundledModels() {}

    /** The names of the models that this build holds. */
    public static List<String> names() {
        return KNOWN.stream().filter(ModelIndex::exists).toList();
    }

    /**
     * The directory of a bundled model, unpacked if need be.
     *
     * @param name one of {@link #names}, or of a model in another jar, as a resource {@code
     *     /textmill/models/NAME/files.sha256} with its files beside it
     * @return the directory; must not be changed
     * @throws BundledModelException if there is no such model or it cannot be unpacked
     */
    public static Path resolve(String name) {
        return resolve(name, cacheDirectory());
    }

    static Path resolve(String name, Path cache) {
        if (!KNOWN.contains(name) && !isOnTheClassPath(name)) {
            String near = nearest(name);
            throw new BundledModelException("unknown model '" + name + "'; bundled are " + String.join(", ", names())
                    + (near == null ? "" : "; did you mean " + near + "?"));
        }
        if (!ModelIndex.exists(name)) {
            throw new BundledModelException("model " + name + " is not part of this build (no resource "
                    + ModelIndex.resource(name) + "); bundled are " + String.join(", ", names()));
        }
        return new ModelCache(cache).directory(ModelIndex.read(name));
    }

    /**
     * Where models are unpacked to: {@value #CACHE_PROPERTY}, {@value #CACHE_VARIABLE}, or {@code textmill/models} below
     * the first of {@code XDG_CACHE_HOME}, {@code HOME/.cache} and the user's home that can be used.
     *
     * @throws BundledModelException if there is none
     */
    public static Path cacheDirectory() {
        return CacheDirectory.find(System.getenv(), System::getProperty);
    }

    /** True of a model in a jar of the user's own, which has the same layout as those that are bundled. */
    private static boolean isOnTheClassPath(String name) {
        return NAME.matcher(name).matches() && ModelIndex.exists(name);
    }

    private static @Nullable String nearest(String name) {
        String best = null;
        int bestDistance = NEAR + 1;
        for (String known : KNOWN) {
            int distance = distance(name.toLowerCase(Locale.ROOT), known);
            boolean partial = name.length() >= NEAR && known.startsWith(name.toLowerCase(Locale.ROOT));
            if (distance < bestDistance || (partial && best == null)) {
                best = known;
                bestDistance = Math.min(distance, bestDistance);
            }
        }
        return best;
    }

    /** Levenshtein's distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replace, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
