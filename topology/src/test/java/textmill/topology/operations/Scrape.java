package textmill.topology.operations;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a running application shows: series by name, with the labels that they have and the values of these. */
final class Scrape {
    private static final Pattern SERIES = Pattern.compile("(?m)^([a-z]\\w*)(?:\\{(.*)})? \\S+$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\w+) (\\w+)$");

    private final Map<String, Map<String, Set<String>>> series = new HashMap<>();
    private final Map<String, String> types = new HashMap<>();

    static Scrape of(String text) {
        Scrape scrape = new Scrape();
        SERIES.matcher(text).results().forEach(found -> {
            Map<String, Set<String>> labels = scrape.series.computeIfAbsent(found.group(1), name -> new HashMap<>());
            if (found.group(2) != null) {
                Matcher label = LABEL.matcher(found.group(2));
                while (label.find()) {
                    labels.computeIfAbsent(label.group(1), name -> new HashSet<>())
                            .add(label.group(2));
                }
            }
        });
        TYPE.matcher(text).results().forEach(type -> scrape.types.put(type.group(1), type.group(2)));
        return scrape;
    }

    boolean has(String name) {
        return series.containsKey(name);
    }

    /** The values of a metric's label; none if it has no such label. */
    Set<String> values(String name, String label) {
        return series.getOrDefault(name, Map.of()).getOrDefault(label, Set.of());
    }

    /** True for what only rises: to be read as a rate or an increase. */
    boolean isCounter(String name) {
        return "counter".equals(types.get(name))
                || "histogram".equals(types.get(name.replaceFirst("_(bucket|count|sum)$", "")));
    }
}
