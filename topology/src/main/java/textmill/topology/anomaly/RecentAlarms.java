package textmill.topology.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import textmill.topology.anomaly.Verdict.Repeat;
import textmill.topology.deadletter.Origin;

/** A key's last alarms: the same text again, or one near to it, is a repeat of one and no alarm of its own. */
final class RecentAlarms {
    /** More alarms than that within the window are forgotten, the oldest first. */
    private static final int MOST = 64;

    /** Cosine distance up to which texts say the same. */
    private static final double NEAR = 0.1;

    private final int window;
    private final List<Alarm> alarms = new ArrayList<>();

    RecentAlarms(int window) {
        this.window = window;
    }

    private static final class Alarm {
        private final long text;
        private final int hash;
        private final float[] unit;
        private final Origin origin;
        private int count;

        private Alarm(long text, int hash, float[] unit, Origin origin, int count) {
            this.text = text;
            this.hash = hash;
            this.unit = unit;
            this.origin = origin;
            this.count = count;
        }

        private boolean resembles(int otherHash, float[] other) {
            if (hash == otherHash) {
                return true;
            }
            if (unit.length == 0 || unit.length != other.length) {
                return false;
            }
            double product = 0;
            for (int i = 0; i < unit.length; i++) {
                product += unit[i] * other[i];
            }
            return 1 - product <= NEAR;
        }
    }

    /**
     * Counts a text that would be an alarm.
     *
     * @param number how many texts of the key came before it
     * @return the alarm that it repeats, or null if it is one
     */
    @Nullable
    Repeat count(long number, Evidence evidence, Origin origin) {
        alarms.removeIf(alarm -> number - alarm.text > window);
        int hash = evidence.text().hashCode();
        float[] unit = evidence.unit() == null ? new float[0] : evidence.unit();
        for (Alarm alarm : alarms) {
            if (alarm.resembles(hash, unit)) {
                alarm.count++;
                return new Repeat(alarm.origin, alarm.count);
            }
        }
        if (alarms.size() == MOST) {
            alarms.remove(0);
        }
        alarms.add(new Alarm(number, hash, unit.clone(), origin, 1));
        return null;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(alarms.size());
        for (Alarm alarm : alarms) {
            out.writeLong(alarm.text);
            out.writeInt(alarm.hash);
            out.writeInt(alarm.unit.length);
            for (float value : alarm.unit) {
                out.writeFloat(value);
            }
            Places.write(out, alarm.origin);
            out.writeInt(alarm.count);
        }
    }

    void read(DataInput in) throws IOException {
        alarms.clear();
        int size = in.readInt();
        for (int i = 0; i < size; i++) {
            long text = in.readLong();
            int hash = in.readInt();
            float[] unit = new float[in.readInt()];
            for (int j = 0; j < unit.length; j++) {
                unit[j] = in.readFloat();
            }
            alarms.add(new Alarm(text, hash, unit, Places.read(in), in.readInt()));
        }
    }
}
