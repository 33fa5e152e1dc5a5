package textmill.schema.registry;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the known name that an unknown one was probably meant to be. */
public final class DidYouMean {

    private DidYouMean() {}

    /** The nearest name, if it is near enough that a slip of the hand explains the difference. */
    public static Optional<String> among(Collection<String> names, String written) {
        int tolerated = Math.max(2, written.length() / 4);
        return names.stream()
                .filter(name -> isWithin(tolerated, name, written)
                        || name.endsWith("." + written)
                        || written.endsWith("." + name))
                .min(Comparator.<String>comparingInt(name -> distance(name, written))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** A name that is much longer or shorter is not looked at letter by letter: a key may have thousands. */
    private static boolean isWithin(int tolerated, String name, String written) {
        return Math.abs(name.length() - written.length()) <= tolerated && distance(name, written) <= tolerated;
    }

    /** Levenshtein's distance: insertions, deletions and substitutions that turn one into the other. */
    public static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(substituted, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
