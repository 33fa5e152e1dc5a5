package textmill.topology.anomaly;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Two windows of categories, each a whole number from 0 on. */
final class CategoryShares {
    /** About so many groups are compared: with many more, chance alone would come to a major change. */
    private static final int GROUPS = 10;

    /** So many texts stand in for none in a group. */
    private static final double NONE = 0.5;

    private static final int NAMED = 3;

    private final List<Category> changed;
    private final IntFunction<String> names;

    private record Category(int number, double before, double after) {
        double change() {
            return Math.abs(after - before);
        }
    }

    /** @param names of categories */
    CategoryShares(float[] before, float[] after, IntFunction<String> names) {
        this.names = names;
        Map<Integer, Integer> reference = counts(before);
        Map<Integer, Integer> recent = counts(after);
        SortedMap<Integer, Integer> all = new TreeMap<>(reference);
        all.putAll(recent);
        changed = all.keySet().stream()
                .map(number -> new Category(
                        number,
                        (double) reference.getOrDefault(number, 0) / before.length,
                        (double) recent.getOrDefault(number, 0) / after.length))
                .sorted(Comparator.comparingDouble(Category::change).reversed())
                .limit(NAMED)
                .toList();
    }

    /** The shares in the first window of those that changed the most. */
    String before() {
        return shares(Category::before);
    }

    /** The same in the second window, in the same order. */
    String after() {
        return shares(Category::after);
    }

    private String shares(ToDoubleFunction<Category> share) {
        return changed.stream()
                .map(category -> String.format(
                        Locale.ROOT, "%s %.0f%%", names.apply(category.number), 100 * share.applyAsDouble(category)))
                .collect(Collectors.joining(", "));
    }

    /**
     * The population stability index of two windows. A category with a tenth of the first one is a group; of many, the rarer ones
     * share groups, in the order of their numbers; what the first one never had is a group too. To be expected of that is the
     * share of what it had once (I. J. Good, The Population Frequencies of Species, Biometrika 1953).
     */
    static double index(float[] before, float[] after) {
        SortedMap<Integer, Integer> counts = counts(before);
        Map<Integer, Integer> groups = groups(counts, before.length);
        int never = groups.values().stream().mapToInt(group -> group + 1).max().orElse(0);
        int[] first = new int[never + 1];
        int[] second = new int[never + 1];
        for (float value : before) {
            first[groups.getOrDefault((int) value, never)]++;
        }
        for (float value : after) {
            second[groups.getOrDefault((int) value, never)]++;
        }
        double once = counts.values().stream().filter(count -> count == 1).count();
        double sum = 0;
        for (int i = 0; i <= never; i++) {
            double expected = i == never ? once : first[i] * (1 - once / before.length);
            double p = Math.max(NONE, expected) / before.length;
            double q = Math.max(NONE, second[i]) / after.length;
            sum += (q - p) * Math.log(q / p);
        }
        return sum;
    }

    private static Map<Integer, Integer> groups(SortedMap<Integer, Integer> counts, int texts) {
        Map<Integer, Integer> groups = new HashMap<>();
        counts.forEach((category, count) -> {
            if (counts.size() <= GROUPS || count * GROUPS >= texts) {
                groups.put(category, groups.size());
            }
        });
        int group = groups.size();
        int inGroup = 0;
        for (Map.Entry<Integer, Integer> category : counts.entrySet()) {
            if (groups.putIfAbsent(category.getKey(), group) == null) {
                inGroup += category.getValue();
                if (inGroup * GROUPS >= texts) {
                    group++;
                    inGroup = 0;
                }
            }
        }
        return groups;
    }

    private static SortedMap<Integer, Integer> counts(float[] window) {
        SortedMap<Integer, Integer> counts = new TreeMap<>();
        for (float value : window) {
            counts.merge((int) value, 1, Integer::sum);
        }
        return counts;
    }
}
