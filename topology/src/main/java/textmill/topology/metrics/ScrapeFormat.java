package textmill.topology.metrics;

import org.jspecify.annotations.Nullable;

/** The formats in which metrics are written down. */
public enum ScrapeFormat {
    /** Prometheus' text format; what everybody reads. */
    PROMETHEUS("text/plain; version=0.0.4; charset=utf-8"),
    /** OpenMetrics 1.0. */
    OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8");

    private static final String WANTED = "application/openmetrics-text";

    private final String contentType;

    ScrapeFormat(String contentType) {
        this.contentType = contentType;
    }

    /** OpenMetrics for whoever names it; nobody who names it prefers the other one. */
    public static ScrapeFormat of(@Nullable String accept) {
        return accept != null && accept.contains(WANTED) ? OPEN_METRICS : PROMETHEUS;
    }

    /** What an answer in it says of itself. */
    public String contentType() {
        return contentType;
    }
}
