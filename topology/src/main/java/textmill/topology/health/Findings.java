package textmill.topology.health;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * What the last look found, and what that means for readiness and liveness. Written by the watchdog's thread, read by all. Times
 * are those of {@link AwakeClock}.
 */
final class Findings {
    private static final Logger LOG = LoggerFactory.getLogger(Findings.class);
    private static final String BROKERS = "brokers";

    private final HealthSettings.Limits limits;
    private volatile List<Finding> now = List.of();

    Findings(HealthSettings.Limits limits) {
        this.limits = limits;
    }

    /** Takes over what a look found; says what is new, and what is over. */
    void publish(List<Finding> found, long askedNanos) {
        Set<String> before = keys(now);
        for (Finding finding : found) {
            if (!before.contains(finding.key())) {
                // That a restore takes its time is nothing to be mended.
                LOG.atLevel(finding.key().equals(Examination.RESTORE) ? Level.INFO : Level.WARN)
                        .log("Not ready: {}", finding.reason(askedNanos));
            }
        }
        Set<String> after = keys(found);
        now.stream()
                .filter(finding ->
                        !after.contains(finding.key()) && !finding.key().equals(BROKERS))
                .forEach(finding -> LOG.info("No longer: {}", finding.what()));
        now = found;
    }

    private static Set<String> keys(List<Finding> findings) {
        return findings.stream().map(Finding::key).collect(Collectors.toCollection(HashSet::new));
    }

    /** No broker answered: nothing else is known. */
    void unanswered(String what, long nowNanos) {
        now = List.of(new Finding(BROKERS, what, nowNanos, false));
    }

    List<Finding> all() {
        return now;
    }

    /** Whether anything was found but that states are being restored, which goes on by itself. */
    boolean hinder() {
        return now.stream().anyMatch(finding -> !finding.key().equals(Examination.RESTORE));
    }

    boolean has(String key) {
        return now.stream().anyMatch(finding -> finding.key().equals(key));
    }

    /** Each with its age. */
    List<String> reasons(long nowNanos) {
        return now.stream()
                .map(finding -> finding.key().equals(BROKERS) ? finding.what() : finding.reason(nowNanos))
                .toList();
    }

    /** All that is said if any of it has lasted too long; else nothing. */
    List<String> stuck(long nowNanos) {
        List<Finding> found = now;
        boolean lasting = found.stream()
                .anyMatch(finding -> finding.lasting() && finding.age(nowNanos).compareTo(limits.live()) >= 0);
        return lasting ? found.stream().map(finding -> finding.reason(nowNanos)).toList() : List.of();
    }
}
