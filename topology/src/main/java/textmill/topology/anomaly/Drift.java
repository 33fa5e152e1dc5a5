package textmill.topology.anomaly;

/**
 * A key's stream has changed.
 *
 * @param measure what changed
 * @param index population stability index of the last texts against the reference; 0 is equal
 * @param before median of the measure in the reference
 * @param after median among the last texts
 */
public record Drift(Measure measure, double index, float before, float after) {
    /** What is watched. */
    public enum Measure {
        /** {@link Part#REPLACED}. */
        REPLACED("replaced"),
        /** {@link Part#DISTANCE}. */
        DISTANCE("distance"),
        /** {@link Part#FRAGMENTS}. */
        FRAGMENTS("fragments"),
        /** {@link Part#CLASSIFIER}. */
        CLASSIFIER("classifier"),
        /** UTF-16 code units of the text. */
        LENGTH("length");

        private final String text;

        Measure(String text) {
            this.text = text;
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
            };
        }

        /** Its name in results. */
        public String text() {
            return text;
        }
    }
}
