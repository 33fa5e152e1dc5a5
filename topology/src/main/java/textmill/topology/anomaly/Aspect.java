package textmill.topology.anomaly;

import java.util.Map;

/**
 * One way in which a text can be odd. The scores of an aspect say the same in different words, with different errors, and
 * are averaged by their weights; the aspects are alternatives. What is rare and then far off needs little weight: the
 * surprise of gibberish is some tens of nats, that of a usual text about one.
 */
enum Aspect {
    /** It is about something else. */
    CONTENT(
            1,
            Map.of(
                    Part.RELATIVE_DISTANCE, 4.5,
                    Part.LETTERS, 1.0,
                    Part.WORDS, 1.0,
                    Part.CHARACTERS, 1.0,
                    Part.CLASSIFIER, 1.0)),

    /** It is put together wrongly. */
    FORM(0.6, Map.of(Part.REPLACED, 2.0, Part.REPLACED_ODDS, 1.0)),

    /** Its words are none: another language, gibberish. */
    SPELLING(0.15, Map.of(Part.LETTERS, 1.0, Part.FRAGMENTS, 1.0)),

    /** It wants to sell something. */
    ADVERTISING(0.35, Map.of(Part.ADVERTISING, 1.0));

    private final double weight;

    @SuppressWarnings("ImmutableEnumChecker") // written by the constructor alone
    private final double[] weights = new double[Part.values().length];

    Aspect(double weight, Map<Part, Double> parts) {
        this.weight = weight;
        parts.forEach((part, share) -> weights[part.place()] = share);
    }

    /** How much its square counts beside those of the others. */
    double weight() {
        return weight;
    }

    /**
     * Mean surprise of its scores.
     *
     * @param surprises in nats, by {@link Part#place}, NaN where there is no score
     * @param most one score counts for no more
     * @return NaN without any score
     */
    float mean(double[] surprises, double most) {
        double sum = 0;
        double all = 0;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0 && !Double.isNaN(surprises[i])) {
                sum += weights[i] * Math.min(most, surprises[i]);
                all += weights[i];
            }
        }
        return all == 0 ? Float.NaN : (float) (sum / all);
    }

    /** Its place in arrays with a number for each. */
    @SuppressWarnings("EnumOrdinal") // what is saved begins with the version of its form
    int place() {
        return ordinal();
    }
}
