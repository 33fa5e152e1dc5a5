package textmill.topology.metrics;

/** Upper bounds of a histogram's buckets. Fixed, so that histograms of several instances add up. */
enum Buckets {
    /** How long a record takes, seconds: from a few milliseconds to the backlog of a night. */
    LATENCY("seconds", 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3_600),
    /** How long a step takes, seconds. */
    DURATION("seconds", 0.000_1, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
    /** Texts in a batch. */
    ROWS("texts", 1, 2, 4, 8, 16, 32, 64, 128, 256, 512),
    /** Tokens in a batch. */
    TOKENS("tokens", 16, 64, 128, 256, 512, 1_024, 2_048, 4_096, 8_192, 16_384, 65_536),
    /** A share, 0 to 1. */
    SHARE("0 to 1", 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75);

    private final String unit;

    @SuppressWarnings("ImmutableEnumChecker") // never handed out but as a copy
    private final double[] bounds;

    Buckets(String unit, double... bounds) {
        this.unit = unit;
        this.bounds = bounds;
    }

    String unit() {
        return unit;
    }

    double[] bounds() {
        return bounds.clone();
    }
}
