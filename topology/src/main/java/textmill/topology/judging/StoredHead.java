package textmill.topology.judging;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What there is of a stream in the store.
 *
 * @param life how often its calibration was begun; steps of an earlier one count no more
 * @param saved where its state was saved last
 * @param basis what the state stands on
 * @param rules by which it was learnt up to there
 */
record StoredHead(int life, Saved saved, Basis basis, Rules rules) {
    private static final int VERSION = 2;

    /** Has a rate of alarms instead of rules; what it is of is of an older layout too, and is begun anew. */
    private static final int WITH_RATE = 1;

    /**
     * A saved state.
     *
     * @param steps so many were learnt by then
     * @param slot which of two places it is in
     * @param bytes its size; 0 if nothing was learnt
     */
    record Saved(long steps, int slot, int bytes) {}

    StoredHead withRules(Rules next) {
        return new StoredHead(life, saved, basis, next);
    }

    byte[] write() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(VERSION);
            out.writeInt(life);
            out.writeLong(saved.steps);
            out.writeInt(saved.slot);
            out.writeInt(saved.bytes);
            out.writeUTF(basis.models());
            out.writeUTF(basis.settings());
            rules.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static StoredHead read(byte[] row) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(row))) {
            int version = in.readInt();
            if (version != VERSION && version != WITH_RATE) {
                throw new IllegalStateException("the store of anomalies has layout " + version + ", expected " + VERSION
                        + ": reset the application (kafka-streams-application-reset), which learns anew.");
            }
            return new StoredHead(
                    in.readInt(),
                    new Saved(in.readLong(), in.readInt(), in.readInt()),
                    new Basis(in.readUTF(), in.readUTF()),
                    version == WITH_RATE ? new Rules(in.readDouble(), 0, 0, 0) : Rules.read(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
