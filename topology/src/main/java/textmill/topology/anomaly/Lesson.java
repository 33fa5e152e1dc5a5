package textmill.topology.anomaly;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import textmill.topology.deadletter.Origin;

/**
 * What the state of a key learns of a text, and nothing else: neither the text nor anything that it could be read from.
 * A state and the lessons after it are the state that comes of them, so a small lesson a text can be kept instead of a
 * whole state.
 */
public final class Lesson {
    private static final int COMBINED = 1;
    private static final int WARMING = 2;
    private static final int RARE = 4;
    private static final int NORMAL = 8;
    private static final int VECTOR = 16;

    final Origin origin;
    final float[] scores;
    final Combination.Combined combined;
    final int length;
    final int hash;

    /** {@link Languages#of} the text. */
    final int language;

    /** Place of the label that a classifier gives, -1 without one. */
    final int label;

    final Traits traits;
    final @Nullable SmallVector vector;
    private final int flags;

    /**
     * @param origin where the text was read
     * @param facts of the text
     * @param combined what its scores came to
     * @param flags what the state made of it
     */
    Lesson(Origin origin, Facts facts, Combination.Combined combined, Flags flags) {
        this.origin = origin;
        this.combined = combined;
        this.scores = facts.scores;
        this.length = facts.length;
        this.hash = facts.hash;
        this.language = facts.kind.language;
        this.label = facts.kind.label;
        this.traits = flags.normal ? facts.traits : Traits.none();
        this.vector = flags.rare || flags.normal ? facts.vector : null;
        this.flags = flags.bits() | (vector == null ? 0 : VECTOR);
    }

    /**
     * Of the text itself.
     *
     * @param scores by {@link Part#place}, NaN where there is none
     * @param length UTF-16 code units
     * @param hash of the text
     * @param kind what it is
     * @param traits how it is written
     * @param vector its embedding, or null without one
     */
    record Facts(
            float[] scores,
            int length,
            int hash,
            Kind kind,
            Traits traits,
            @Nullable SmallVector vector) {}

    /**
     * Which of several a text is.
     *
     * @param language {@link Languages#of} it
     * @param label place of the label that a classifier gives, -1 without one
     */
    record Kind(int language, int label) {}

    /**
     * What the state made of a text.
     *
     * @param combined the statistic counts
     * @param warming too few texts are known for alarms
     * @param rare up to the threshold
     * @param normal it is one of those to compare others with
     */
    record Flags(boolean combined, boolean warming, boolean rare, boolean normal) {
        private int bits() {
            return (combined ? COMBINED : 0) | (warming ? WARMING : 0) | (rare ? RARE : 0) | (normal ? NORMAL : 0);
        }
    }

    boolean isCombined() {
        return (flags & COMBINED) != 0;
    }

    boolean isWarming() {
        return (flags & WARMING) != 0;
    }

    boolean isRare() {
        return (flags & RARE) != 0;
    }

    boolean isNormal() {
        return (flags & NORMAL) != 0;
    }

    /** As bytes, some hundreds of them. */
    public byte[] save() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** The lesson that was saved as these bytes. */
    public static Lesson restore(byte[] saved) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(saved))) {
            return read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(DataOutput out) throws IOException {
        out.writeByte(flags);
        Places.write(out, origin);
        for (float score : scores) {
            out.writeFloat(score);
        }
        combined.write(out);
        out.writeInt(length);
        out.writeInt(hash);
        SmallNumbers.write(out, language);
        SmallNumbers.write(out, label + 1);
        if (isNormal()) {
            traits.write(out);
        }
        if (vector != null) {
            vector.write(out);
        }
    }

    private static Lesson read(DataInput in) throws IOException {
        int flags = in.readUnsignedByte();
        Origin origin = Places.read(in);
        float[] scores = new float[Part.values().length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = in.readFloat();
        }
        Combination.Combined combined = Combination.Combined.read(in);
        int length = in.readInt();
        int hash = in.readInt();
        Kind kind = new Kind(SmallNumbers.read(in), SmallNumbers.read(in) - 1);
        Traits traits = (flags & NORMAL) != 0 ? Traits.read(in) : Traits.none();
        SmallVector vector = (flags & VECTOR) != 0 ? SmallVector.read(in) : null;
        Facts facts = new Facts(scores, length, hash, kind, traits, vector);
        return new Lesson(
                origin,
                facts,
                combined,
                new Flags((flags & COMBINED) != 0, (flags & WARMING) != 0, (flags & RARE) != 0, (flags & NORMAL) != 0));
    }
}
