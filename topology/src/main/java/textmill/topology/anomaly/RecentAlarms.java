package textmill.topology.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import textmill.topology.anomaly.Verdict.Repeat;
import textmill.topology.deadletter.Origin;

/**
 * A key's last alarms, and the last that somebody called fine: the same text as one of them again, or one near to it, is no
 * alarm of its own.
 */
final class RecentAlarms {
    /** More than that are forgotten, the oldest first; of those that were called fine too. */
    private static final int MOST = 64;

    /** Cosine distance up to which texts say the same. */
    private static final double NEAR = 0.1;

    private final List<Alarm> alarms = new ArrayList<>();
    private final List<Alarm> fine = new ArrayList<>();
    private int window;

    /** @param window an alarm can be repeated by so many texts after it */
    RecentAlarms(int window) {
        this.window = window;
    }

    /** From now on an alarm can be repeated by so many texts after it. */
    void repeatWithin(int texts) {
        window = texts;
    }

    private static final class Alarm {
        private final long text;
        private final int hash;
        private final @Nullable SmallVector vector;
        private final Origin origin;
        private int count = 1;
        private boolean right;

        private Alarm(long text, int hash, @Nullable SmallVector vector, Origin origin) {
            this.text = text;
            this.hash = hash;
            this.vector = vector;
            this.origin = origin;
        }

        private boolean resembles(Lesson other) {
            if (hash == other.hash) {
                return true;
            }
            return vector != null
                    && other.vector != null
                    && vector.isComparableWith(other.vector)
                    && vector.distance(other.vector) <= NEAR;
        }

        private void write(DataOutput out) throws IOException {
            out.writeLong(text);
            out.writeInt(hash);
            out.writeBoolean(vector != null);
            if (vector != null) {
                vector.write(out);
            }
            Places.write(out, origin);
            out.writeInt(count);
            out.writeBoolean(right);
        }

        private static Alarm read(DataInput in) throws IOException {
            long text = in.readLong();
            int hash = in.readInt();
            SmallVector vector = in.readBoolean() ? SmallVector.read(in) : null;
            Alarm alarm = new Alarm(text, hash, vector, Places.read(in));
            alarm.count = in.readInt();
            alarm.right = in.readBoolean();
            return alarm;
        }
    }

    /**
     * What a rare text resembles: one that was called fine, or else the alarm that it repeats, counted with it; null if it is
     * an alarm itself.
     *
     * @param number how many texts of the key came before it
     */
    @Nullable
    Repeat find(long number, Lesson rare) {
        Alarm excuse = resembling(fine, rare);
        if (excuse != null) {
            return new Repeat(excuse.origin, 0);
        }
        Alarm alarm = repeated(number, rare);
        return alarm == null ? null : new Repeat(alarm.origin, alarm.count + 1);
    }

    /** Counts a rare text; true if it resembles one that is known, false if it is an alarm from now on. */
    boolean count(long number, Lesson rare) {
        if (resembling(fine, rare) != null) {
            return true;
        }
        Alarm repeated = repeated(number, rare);
        if (repeated != null) {
            repeated.count++;
            return true;
        }
        add(alarms, new Alarm(number, rare.hash, rare.vector, rare.origin));
        return false;
    }

    /** Whether feedback on this text can be taken. */
    boolean remembers(Origin origin) {
        return of(alarms, origin) != null || of(fine, origin) != null;
    }

    /** Takes an alarm for what somebody says that it was; true if nobody has said so before. */
    boolean take(Feedback feedback) {
        Alarm alarm = of(alarms, feedback.origin());
        if (alarm == null || (alarm.right && !feedback.fine())) {
            return false;
        }
        alarm.right = !feedback.fine();
        if (feedback.fine()) {
            alarms.remove(alarm);
            add(fine, alarm);
        }
        return true;
    }

    /** The embedding of a text that was called fine, null without one. */
    @Nullable
    SmallVector fine(Origin origin) {
        Alarm alarm = of(fine, origin);
        return alarm == null ? null : alarm.vector;
    }

    private static void add(List<Alarm> to, Alarm alarm) {
        if (to.size() == MOST) {
            to.remove(0);
        }
        to.add(alarm);
    }

    private @Nullable Alarm repeated(long number, Lesson rare) {
        List<Alarm> recent =
                alarms.stream().filter(alarm -> number - alarm.text <= window).toList();
        return resembling(recent, rare);
    }

    private static @Nullable Alarm resembling(List<Alarm> known, Lesson rare) {
        for (Alarm alarm : known) {
            if (alarm.resembles(rare)) {
                return alarm;
            }
        }
        return null;
    }

    private static @Nullable Alarm of(List<Alarm> known, Origin origin) {
        for (Alarm alarm : known) {
            if (alarm.origin.equals(origin)) {
                return alarm;
            }
        }
        return null;
    }

    void write(DataOutput out) throws IOException {
        for (List<Alarm> list : List.of(alarms, fine)) {
            out.writeInt(list.size());
            for (Alarm alarm : list) {
                alarm.write(out);
            }
        }
    }

    void read(DataInput in) throws IOException {
        for (List<Alarm> list : List.of(alarms, fine)) {
            list.clear();
            int size = in.readInt();
            for (int i = 0; i < size; i++) {
                list.add(Alarm.read(in));
            }
        }
    }
}
