package textmill.topology.judging;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import textmill.topology.anomaly.AnomalySettings;

/**
 * The settings that may change while a calibration goes on. What was learnt by some of them is learnt by the same ones when
 * it is read again.
 *
 * @param alarmRate wanted share of alarms
 * @param warmUp so many texts are learnt before there can be alarms
 * @param repeatWindow so many texts later an alarm can be repeated
 * @param driftWindows for so many windows a change must hold
 */
record Rules(double alarmRate, int warmUp, int repeatWindow, int driftWindows) {
    private static final int BYTES = Double.BYTES + 3 * Integer.BYTES;

    static Rules of(AnomalySettings settings) {
        return new Rules(settings.alarmRate(), settings.warmUp(), settings.repeatWindow(), settings.driftWindows());
    }

    /** These settings by these rules. */
    AnomalySettings in(AnomalySettings settings) {
        return new AnomalySettings(
                alarmRate,
                warmUp,
                settings.reservoir(),
                settings.neighbours(),
                settings.keys(),
                repeatWindow,
                driftWindows);
    }

    byte[] bytes() {
        return ByteBuffer.allocate(BYTES)
                .putDouble(alarmRate)
                .putInt(warmUp)
                .putInt(repeatWindow)
                .putInt(driftWindows)
                .array();
    }

    static Rules of(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        return new Rules(in.getDouble(), in.getInt(), in.getInt(), in.getInt());
    }

    void write(DataOutput out) throws IOException {
        out.write(bytes());
    }

    static Rules read(DataInput in) throws IOException {
        byte[] bytes = new byte[BYTES];
        in.readFully(bytes);
        return of(bytes);
    }
}
