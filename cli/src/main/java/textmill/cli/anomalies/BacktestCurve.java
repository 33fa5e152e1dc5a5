package textmill.cli.anomalies;

import java.util.Locale;

/**
 * The curve of a backtest as SVG. With labels of both sorts: how many of the unusual texts are found when a share of the
 * normal ones is taken for unusual (ROC). Without: the share of texts whose p-value is at most p, which is p where the
 * calibration holds, on logarithmic scales.
 */
final class BacktestCurve {
    private static final int SIZE = 480;
    private static final int LEFT = 60;
    private static final int TOP = 40;
    private static final int POINTS = 200;
    private static final double DECADES = 4;

    private final StringBuilder points = new StringBuilder();

    private BacktestCurve() {}

    static String of(BacktestResults results) {
        double[] normal = results.normal();
        double[] unusual = results.unusual();
        if (normal.length > 0 && unusual.length > 0) {
            String title = String.format(Locale.ROOT, "AUROC %.3f", BacktestResults.auroc(normal, unusual));
            return new BacktestCurve()
                    .roc(normal, unusual)
                    .svg(title, "share of normal texts taken for unusual", "share of unusual texts found", "0", "1");
        }
        return new BacktestCurve()
                .calibration(results.sortedScores())
                .svg("calibration", "p", "share of texts with at most p", "1/10,000", "1");
    }

    private BacktestCurve roc(double[] normal, double[] unusual) {
        add(0, 0);
        for (int i = 0; i <= POINTS; i++) {
            // Denser where few normal texts are taken: that is where thresholds are.
            double share = Math.pow(10, -DECADES * (POINTS - i) / POINTS);
            int at = Math.max(0, Math.min(normal.length - 1, (int) (normal.length * (1 - share))));
            double score = normal[at];
            add(shareFrom(normal, score), shareFrom(unusual, score));
        }
        add(1, 1);
        return this;
    }

    private BacktestCurve calibration(double[] scores) {
        for (int i = 0; scores.length > 0 && i <= POINTS; i++) {
            double decades = DECADES * (POINTS - i) / POINTS;
            double share = shareFrom(scores, decades);
            if (share > 0) {
                add(1 - decades / DECADES, Math.max(0, 1 + Math.log10(share) / DECADES));
            }
        }
        return this;
    }

    /** Share of the values, which rise, that are at least so large. */
    private static double shareFrom(double[] values, double least) {
        int low = 0;
        int high = values.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (values[middle] < least) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return (double) (values.length - low) / values.length;
    }

    private void add(double x, double y) {
        points.append(String.format(Locale.ROOT, "%.1f,%.1f ", LEFT + x * SIZE, TOP + (1 - y) * SIZE));
    }

    private String svg(String title, String x, String y, String from, String to) {
        int bottom = TOP + SIZE;
        int right = LEFT + SIZE;
        return """
                <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="14">
                  <rect width="100%%" height="100%%" fill="white"/>
                  <rect x="%d" y="%d" width="%d" height="%d" fill="none" stroke="black"/>
                  <line x1="%d" y1="%d" x2="%d" y2="%d" stroke="grey" stroke-dasharray="4"/>
                  <polyline fill="none" stroke="#1f5fa8" stroke-width="2" points="%s"/>
                  <text x="%d" y="%d" text-anchor="middle">%s</text>
                  <text x="%d" y="%d" text-anchor="middle">%s</text>
                  <text transform="translate(%d,%d) rotate(-90)" text-anchor="middle">%s</text>
                  <text x="%d" y="%d" text-anchor="start">%s</text>
                  <text x="%d" y="%d" text-anchor="end">%s</text>
                </svg>
                """.formatted(
                        right + 20,
                        bottom + 50,
                        LEFT,
                        TOP,
                        SIZE,
                        SIZE,
                        LEFT,
                        bottom,
                        right,
                        TOP,
                        points.toString().strip(),
                        LEFT + SIZE / 2,
                        TOP - 14,
                        title,
                        LEFT + SIZE / 2,
                        bottom + 38,
                        x,
                        LEFT - 24,
                        TOP + SIZE / 2,
                        y,
                        LEFT,
                        bottom + 18,
                        from,
                        right,
                        bottom + 18,
                        to);
    }
}
