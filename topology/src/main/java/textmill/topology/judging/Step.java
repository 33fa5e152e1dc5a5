package textmill.topology.judging;

import java.nio.ByteBuffer;
import textmill.topology.anomaly.AnomalySettings;
import textmill.topology.anomaly.Feedback;
import textmill.topology.anomaly.KeyState;
import textmill.topology.anomaly.Lesson;

/**
 * One thing that a stream's state learnt, as it stands in the store.
 *
 * @param life of the stream
 * @param number how many came before it
 * @param what its kind
 * @param bytes of it
 */
record Step(int life, long number, What what, byte[] bytes) {
    private static final int BEFORE = Integer.BYTES + Long.BYTES + 1;

    /** Kinds. */
    enum What {
        LESSON,
        FEEDBACK,
        /** From here on other rules hold. */
        RULES;

        private static What of(byte code) {
            return values()[code];
        }

        @SuppressWarnings("EnumOrdinal") // a head of another version is refused
        private byte code() {
            return (byte) ordinal();
        }
    }

    /** The rules from this step on, or what they were before. */
    Rules rulesAfter(Rules before) {
        return what == What.RULES ? Rules.of(bytes) : before;
    }

    byte[] write() {
        return ByteBuffer.allocate(BEFORE + bytes.length)
                .putInt(life)
                .putLong(number)
                .put(what.code())
                .put(bytes)
                .array();
    }

    static Step read(byte[] row) {
        ByteBuffer in = ByteBuffer.wrap(row);
        int life = in.getInt();
        long number = in.getLong();
        What what = What.of(in.get());
        byte[] bytes = new byte[in.remaining()];
        in.get(bytes);
        return new Step(life, number, what, bytes);
    }

    /**
     * Has a state learn it.
     *
     * @param settings of the state, whatever their rules
     */
    void teach(KeyState state, AnomalySettings settings) {
        switch (what) {
            case LESSON -> state.learn(Lesson.restore(bytes));
            case FEEDBACK -> state.learn(Feedback.restore(bytes));
            case RULES -> state.goOnBy(Rules.of(bytes).in(settings));
        }
    }
}
