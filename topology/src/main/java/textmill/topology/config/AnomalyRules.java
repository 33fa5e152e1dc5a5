package textmill.topology.config;

/** Rules for how texts are told apart and how often one is called unusual. */
final class AnomalyRules {
    private AnomalyRules() {}

    /** A share of texts, as a fraction or a number. */
    static Rule<Double> rate() {
        return new Rule<>("rate above 0 and at most 0.5, such as 1/1000 or 0.001", AnomalyRules::share, share -> {
            long one = Math.round(1 / share);
            return share.equals(1.0 / one) ? "1/" + one : String.valueOf(share);
        });
    }

    private static double share(String value) throws Rule.Misfit {
        String[] parts = value.split("/", -1);
        try {
            double first = Double.parseDouble(parts[0].strip());
            double share = parts.length == 2 ? first / Double.parseDouble(parts[1].strip()) : first;
            if (parts.length > 2 || !(share > 0 && share <= 0.5)) {
                throw new Rule.Misfit();
            }
            return share;
        } catch (NumberFormatException e) {
            throw new Rule.Misfit();
        }
    }

    /** Where a key stands. */
    static Rule<KeySource> keySource() {
        return new Rule<>("none, record-key, header:NAME or field:PATH", KeySource::parse, KeySource::written);
    }
}
