package textmill.runtime.task.classification;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * From which score on labels count, as a user writes it: {@code 0.5} for all, {@code toxic:0.3,spam:0.7} for each, both
 * together for the others and some. A label may hold commas and colons, since a number ends each entry.
 *
 * @param others for the labels that are not named, or null if all must be
 * @param byLabel for those that are; unmodifiable
 */
public record Thresholds(@Nullable Float others, Map<String, Float> byLabel) {
    /** What a user writes for none. */
    static final String NONE_TEXT = "none";

    private static final Thresholds NONE = new Thresholds(null, Map.of());

    /** Copies the map. */
    public Thresholds {
        byLabel = Map.copyOf(byLabel);
    }

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException if the text does not look like that
     */
    static Thresholds parse(String text) {
        if (text.equals(NONE_TEXT)) {
            return NONE;
        }
        Float others = null;
        Map<String, Float> byLabel = new LinkedHashMap<>();
        StringBuilder entry = new StringBuilder();
        for (String piece : text.split(",", -1)) {
            entry.append(piece);
            int colon = entry.lastIndexOf(":");
            Float number = number(entry.substring(colon + 1));
            if (number == null) {
                entry.append(','); // of the label
                continue;
            }
            String label = colon < 0 ? "" : entry.substring(0, colon).strip();
            boolean twice = colon < 0 ? others != null : byLabel.put(label, number) != null;
            if (twice || (colon >= 0 && label.isEmpty())) {
                throw new IllegalArgumentException("said twice, or without a label");
            }
            others = colon < 0 ? number : others;
            entry.setLength(0);
        }
        if (entry.length() > 0) {
            throw new IllegalArgumentException("a label without a number");
        }
        return new Thresholds(others, byLabel);
    }

    private static @Nullable Float number(String text) {
        try {
            float value = Float.parseFloat(text.strip());
            return value >= 0 && value <= 1 ? value : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    boolean none() {
        return others == null && byLabel.isEmpty();
    }

    /** Labels that are named and not among those. */
    List<String> unknown(List<String> labels) {
        return byLabel.keySet().stream()
                .filter(label -> !labels.contains(label))
                .sorted()
                .toList();
    }

    /** Those of the labels that have no threshold although there are some. */
    List<String> missing(List<String> labels) {
        return none() || others != null
                ? List.of()
                : labels.stream().filter(label -> !byLabel.containsKey(label)).toList();
    }

    /**
     * One for each label; each must have one.
     *
     * @return {@code [labels]}; empty for none
     */
    float[] of(List<String> labels) {
        float[] thresholds = new float[none() ? 0 : labels.size()];
        for (int i = 0; i < thresholds.length; i++) {
            Float own = byLabel.get(labels.get(i));
            thresholds[i] = Objects.requireNonNull(own == null ? others : own);
        }
        return thresholds;
    }
}
