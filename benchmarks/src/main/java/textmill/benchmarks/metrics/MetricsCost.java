package textmill.benchmarks.metrics;

import java.util.List;
import java.util.Locale;
import textmill.benchmarks.report.Figures;

/**
 * What metrics cost.
 *
 * @param recordNanos of what is done for one record
 * @param batchNanos of what is done for one batch
 * @param scrapeMs of one answer to who scrapes
 * @param scrapeEverySeconds how often that is
 * @param run what a text takes without looking at metrics alone
 */
record MetricsCost(double recordNanos, double batchNanos, double scrapeMs, int scrapeEverySeconds, Run run) {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int PERCENT = 100;

    /**
     * A run of the application.
     *
     * @param textsPerSecond through a broker, by all processors together
     * @param rowsPerBatch texts of a batch
     */
    record Run(double textsPerSecond, double rowsPerBatch) {
        /** By the clock, from one text to the next: less than what processors spend on it. */
        double nanosPerText() {
            return NANOS_PER_SECOND / textsPerSecond;
        }
    }

    double nanosPerText() {
        return recordNanos + batchNanos / run.rowsPerBatch;
    }

    /** Percent of the throughput if no other processor could do anything meanwhile: at most so much. */
    double metersPercent() {
        return PERCENT * nanosPerText() / run.nanosPerText();
    }

    /** Percent of one processor's time, as if there were no other. */
    double scrapePercent() {
        return PERCENT * scrapeMs / 1e3 / scrapeEverySeconds;
    }

    List<String> lines() {
        return List.of(
                String.format(
                        Locale.ROOT,
                        "%s ns a record, %s ns a batch of %s texts: %s ns a text",
                        Figures.number(recordNanos),
                        Figures.number(batchNanos),
                        Figures.number(run.rowsPerBatch),
                        Figures.number(nanosPerText())),
                String.format(
                        Locale.ROOT,
                        "%s texts/s, %s ns a text: metrics take %.3f %% of it at most",
                        Figures.number(run.textsPerSecond),
                        Figures.number(run.nanosPerText()),
                        metersPercent()),
                String.format(
                        Locale.ROOT,
                        "a scrape takes %s ms, every %d s: %.3f %% of one processor",
                        Figures.number(scrapeMs),
                        scrapeEverySeconds,
                        scrapePercent()),
                String.format(Locale.ROOT, "together %.3f %% at most", metersPercent() + scrapePercent()));
    }
}
