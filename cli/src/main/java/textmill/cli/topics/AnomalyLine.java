package textmill.cli.topics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import textmill.events.AnomalyNeighbour;
import textmill.events.AnomalyPart;
import textmill.events.AnomalyResemblance;
import textmill.events.AnomalySpan;
import textmill.events.StreamDrift;
import textmill.events.TextAnomaly;

/** A judgement of a text, or a change of a stream, as one line. */
final class AnomalyLine {
    private static final int PARTS_SHOWN = 2;
    private static final int SPANS_SHOWN = 3;

    private AnomalyLine() {}

    /** Empty if the value is neither. */
    static Optional<String> of(Object value) {
        if (value instanceof TextAnomaly anomaly) {
            return Optional.of(line(anomaly));
        } else if (value instanceof StreamDrift drift) {
            return Optional.of(line(drift));
        }
        return Optional.empty();
    }

    /** Whether the value is an alarm. */
    static boolean isAlarm(Object value) {
        return value instanceof TextAnomaly anomaly && anomaly.getAlarm();
    }

    private static String line(TextAnomaly anomaly) {
        List<String> words = new ArrayList<>();
        words.add(String.format(Locale.ROOT, "%-7s p %.2g", verdict(anomaly), anomaly.getP()));
        if (anomaly.getKey() != null) {
            words.add("key " + anomaly.getKey() + (anomaly.getShared() ? " (shared)" : ""));
        }
        if (!anomaly.getWarming()) {
            anomaly.getParts().stream()
                    .sorted(Comparator.comparingDouble(AnomalyPart::getP))
                    .limit(PARTS_SHOWN)
                    .forEach(part -> words.add(String.format(
                            Locale.ROOT, "%s %.3g (p %.2g)", part.getName(), part.getValue(), part.getP())));
        }
        AnomalyResemblance resembles = anomaly.getResembles();
        if (resembles != null) {
            words.add("like " + resembles.getPartition() + "@" + resembles.getOffset()
                    + (resembles.getFine() ? ", called fine" : ", " + resembles.getCount() + " times"));
        }
        anomaly.getSpans().stream().limit(SPANS_SHOWN).forEach(span -> words.add(span(span)));
        if (anomaly.getAlarm() && !anomaly.getNearest().isEmpty()) {
            AnomalyNeighbour near = anomaly.getNearest().get(0);
            words.add(String.format(
                    Locale.ROOT, "nearest %d@%d at %.2f", near.getPartition(), near.getOffset(), near.getDistance()));
        }
        return place(anomaly.getSourcePartition(), anomaly.getSourceOffset(), "anomaly") + String.join("  ", words);
    }

    private static String verdict(TextAnomaly anomaly) {
        if (anomaly.getWarming()) {
            return "warming";
        } else if (anomaly.getAlarm()) {
            return "ALARM";
        }
        AnomalyResemblance resembles = anomaly.getResembles();
        if (resembles == null) {
            return "usual";
        }
        return resembles.getFine() ? "fine" : "repeat";
    }

    private static String span(AnomalySpan span) {
        return String.format(Locale.ROOT, "[%d,%d) %.2f", span.getStart(), span.getEnd(), span.getProbability());
    }

    private static String line(StreamDrift drift) {
        String key = drift.getKey() == null ? "" : "key " + drift.getKey() + "  ";
        String index = drift.getIndex() > 0 ? String.format(Locale.ROOT, " (index %.2f)", drift.getIndex()) : "";
        return place(drift.getSourcePartition(), drift.getSourceOffset(), "drift") + key + drift.getWhat() + ": "
                + drift.getBefore() + " -> " + drift.getAfter() + index;
    }

    private static String place(int partition, long offset, String kind) {
        return String.format(Locale.ROOT, "%-10s %-16s ", partition + "@" + offset, kind);
    }
}
