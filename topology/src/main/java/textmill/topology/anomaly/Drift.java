package textmill.topology.anomaly;

import java.util.Locale;
import java.util.function.IntFunction;

/**
 * A key's stream has changed.
 *
 * @param measure what changed
 * @param index population stability index of the last texts against the reference; 0 is equal
 * @param before the reference: the median of the measure, or of a category the shares of those that changed the most
 * @param after the same of the last texts
 */
public record Drift(Measure measure, double index, String before, String after) {

    /** What is watched. */
    public enum Measure {
        /** {@link Part#REPLACED}. */
        REPLACED("replaced", false),
        /** {@link Part#DISTANCE}. */
        DISTANCE("distance", false),
        /** {@link Part#FRAGMENTS}. */
        FRAGMENTS("fragments", false),
        /** {@link Part#CLASSIFIER}. */
        CLASSIFIER("classifier", false),
        /** UTF-16 code units of the text. */
        LENGTH("length", false),
        /** The label that a classifier gives. */
        LABEL("label", true),
        /** The language, as {@link Languages} guesses it. */
        LANGUAGE("language", true);

        private final String text;
        private final boolean category;

        Measure(String text, boolean category) {
            this.text = text;
            this.category = category;
        }

        /** Its place in an array with a monitor for each. */
        @SuppressWarnings("EnumOrdinal") // both are of one build, or the saved form is refused
        int place() {
            return ordinal();
        }

        /** Of a text, NaN if nothing says it. */
        float of(Lesson text) {
            return switch (this) {
                case REPLACED -> text.scores[Part.REPLACED.place()];
                case DISTANCE -> text.scores[Part.DISTANCE.place()];
                case FRAGMENTS -> text.scores[Part.FRAGMENTS.place()];
                case CLASSIFIER -> text.scores[Part.CLASSIFIER.place()];
                case LENGTH -> text.length;
                case LABEL -> text.label < 0 ? Float.NaN : text.label;
                case LANGUAGE -> text.language;
            };
        }

        /** Whether it is one of several categories, not more or less of something. */
        public boolean isCategory() {
            return category;
        }

        /** Its name in results. */
        public String text() {
            return text;
        }

        /** Population stability index of two sorted windows. */
        double index(float[] before, float[] after) {
            return category ? CategoryShares.index(before, after) : DriftMonitor.index(before, after);
        }

        /**
         * The change of two sorted windows.
         *
         * @param labels names of labels
         */
        Drift change(double index, float[] before, float[] after, IntFunction<String> labels) {
            if (!category) {
                return new Drift(this, index, number(before[before.length / 2]), number(after[after.length / 2]));
            }
            CategoryShares shares = new CategoryShares(before, after, this == LANGUAGE ? Languages::name : labels);
            return new Drift(this, index, shares.before(), shares.after());
        }

        private static String number(float value) {
            return String.format(Locale.ROOT, "%.6g", value);
        }
    }
}
