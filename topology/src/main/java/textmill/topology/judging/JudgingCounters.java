package textmill.topology.judging;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** How the texts of a pipeline were judged. Thread-safe. */
public final class JudgingCounters {
    private final Map<Kind, LongAdder> texts = counters(Kind.class);
    private final Map<FeedbackKind, LongAdder> feedback = counters(FeedbackKind.class);
    private final LongAdder drifts = new LongAdder();
    private final LongAdder resets = new LongAdder();
    private final AtomicInteger keys = new AtomicInteger();

    /** What a text was. */
    public enum Kind {
        /** Too few are known. */
        WARMING,
        /** Nothing unusual. */
        USUAL,
        /** An alarm. */
        ALARM,
        /** The same as an alarm before it. */
        REPEAT,
        /** The same as one that was called fine. */
        FINE;

        /** Its name in metrics. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What became of feedback. */
    public enum FeedbackKind {
        /** The text was fine. */
        FINE,
        /** The alarm was right. */
        RIGHT,
        /** No alarm of this text is remembered. */
        UNKNOWN,
        /** It was brought to the partition of its text. */
        PASSED_ON,
        /** A dead letter. */
        UNREADABLE;

        /** Its name in metrics. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private static <E extends Enum<E>> Map<E, LongAdder> counters(Class<E> kinds) {
        Map<E, LongAdder> counters = new EnumMap<>(kinds);
        for (E kind : kinds.getEnumConstants()) {
            counters.put(kind, new LongAdder());
        }
        return counters;
    }

    /** Texts of a kind. */
    public long texts(Kind kind) {
        return of(texts, kind).sum();
    }

    /** Feedback of a kind. */
    public long feedback(FeedbackKind kind) {
        return of(feedback, kind).sum();
    }

    /** Changes of streams. */
    public long drifts() {
        return drifts.sum();
    }

    /** Calibrations that began anew for other models or settings. */
    public long resets() {
        return resets.sum();
    }

    /** Keys with a calibration of their own, over the partitions of this process. */
    public int keys() {
        return keys.get();
    }

    void text(Kind kind) {
        of(texts, kind).increment();
    }

    void feedback(FeedbackKind kind, int times) {
        of(feedback, kind).add(times);
    }

    void drifts(int events) {
        drifts.add(events);
    }

    void reset() {
        resets.increment();
    }

    void keys(int more) {
        keys.addAndGet(more);
    }

    private static <E extends Enum<E>> LongAdder of(Map<E, LongAdder> counters, E kind) {
        LongAdder counter = counters.get(kind);
        if (counter == null) {
            throw new IllegalStateException("no counter for " + kind);
        }
        return counter;
    }
}
