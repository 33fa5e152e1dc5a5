package textmill.topology.judging;

import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import textmill.topology.anomaly.AnomalySettings;
import textmill.topology.anomaly.Feedback;
import textmill.topology.anomaly.KeyState;
import textmill.topology.anomaly.Lesson;
import textmill.topology.judging.Step.What;

/**
 * The state of one stream in memory, and in the store: saved whole after every {@value #INTERVAL} steps, with a small row for each
 * step after that. The rows of steps are written over in a circle.
 *
 * <p>A saved state goes to the one of two slots that is free, then the head says where it is, then the other slot is
 * emptied: whatever beginning of these writes is in the changelog, it is a whole state. Under exactly-once they are in one
 * transaction anyway.
 */
final class KeptState {
    static final int INTERVAL = 512;
    private static final int PIECE_BYTES = 64 * 1024;

    private final String stream;
    private final KeyValueStore<Bytes, byte[]> store;
    private final KeyState state;
    private final @Nullable Reset reset;
    private StoredHead head;
    private long steps;
    private boolean isNew;
    private boolean hasNewRules;

    /**
     * A calibration that has begun anew.
     *
     * @param what changed: models or settings
     */
    record Reset(String what, String before, String after) {}

    /**
     * What was found in the store.
     *
     * @param head says where the state was saved last
     * @param state the state
     * @param steps so many it has learnt
     * @param reset why it knows nothing, if it knew something before
     */
    record Found(
            StoredHead head,
            KeyState state,
            long steps,
            @Nullable Reset reset) {}

    private KeptState(String stream, KeyValueStore<Bytes, byte[]> store, Found found, boolean isNew) {
        this.stream = stream;
        this.store = store;
        this.head = found.head;
        this.state = found.state;
        this.steps = found.steps;
        this.reset = found.reset;
        this.isNew = isNew;
    }

    /** One of which nothing is in the store that counts; its head is written with the first step. */
    static KeptState begin(String stream, KeyValueStore<Bytes, byte[]> store, Found found) {
        return new KeptState(stream, store, found, true);
    }

    /**
     * One that is in the store: saved, and what it learnt after that, by the rules that held when it did.
     *
     * @param settings that hold from now on
     */
    static KeptState read(String stream, KeyValueStore<Bytes, byte[]> store, Found saved, AnomalySettings settings) {
        KeptState kept = new KeptState(stream, store, saved, false);
        Rules rules = saved.head.rules();
        for (Step step = kept.next(); step != null; step = kept.next()) {
            step.teach(kept.state, settings);
            rules = step.rulesAfter(rules);
            kept.steps++;
        }
        Rules next = Rules.of(settings);
        if (!rules.equals(next)) {
            kept.hasNewRules = true;
            kept.state.goOnBy(settings);
        }
        kept.head = saved.head.withRules(next);
        return kept;
    }

    /** The step after those that were learnt, null if there is none. */
    private @Nullable Step next() {
        byte[] row = store.get(Rows.step(stream, (int) (steps % INTERVAL)));
        Step step = row == null ? null : Step.read(row);
        return step != null && step.life() == head.life() && step.number() == steps ? step : null;
    }

    /** The bytes of a saved state. */
    static byte[] saved(String stream, KeyValueStore<Bytes, byte[]> store, StoredHead.Saved where) {
        byte[] whole = new byte[where.bytes()];
        for (int i = 0; i < pieces(where.bytes()); i++) {
            byte[] piece = store.get(Rows.piece(stream, where.slot(), i));
            if (piece == null) {
                throw new IllegalStateException("the store of anomalies lacks a piece of a saved state");
            }
            System.arraycopy(piece, 0, whole, i * PIECE_BYTES, piece.length);
        }
        return whole;
    }

    KeyState state() {
        return state;
    }

    /** Its stream. */
    String stream() {
        return stream;
    }

    /** Whether anything that counts is in the store. */
    boolean isStored() {
        return !isNew;
    }

    /** Why the calibration has begun anew; null once it has been told. */
    @Nullable
    Reset reset() {
        return isNew ? reset : null;
    }

    void learn(Lesson lesson) {
        begin();
        state.learn(lesson);
        write(What.LESSON, lesson.save());
    }

    void learn(Feedback feedback) {
        begin();
        state.learn(feedback);
        write(What.FEEDBACK, feedback.save());
    }

    /** What comes before the next step. */
    private void begin() {
        if (isNew) {
            store.put(Rows.head(stream), head.write());
            isNew = false;
        }
        if (steps - head.saved().steps() >= INTERVAL) {
            // A crash came between the last step and this; the next step would write over the first.
            save();
        }
        if (hasNewRules) {
            hasNewRules = false;
            write(What.RULES, head.rules().bytes());
        }
    }

    private void write(What what, byte[] bytes) {
        int place = (int) (steps % INTERVAL);
        store.put(Rows.step(stream, place), new Step(head.life(), steps, what, bytes).write());
        steps++;
        if (steps % INTERVAL == 0) {
            save();
        }
    }

    private void save() {
        byte[] whole = state.save();
        StoredHead.Saved old = head.saved();
        StoredHead.Saved saved = new StoredHead.Saved(steps, 1 - old.slot(), whole.length);
        for (int i = 0; i < pieces(whole.length); i++) {
            int from = i * PIECE_BYTES;
            byte[] piece = Arrays.copyOfRange(whole, from, Math.min(whole.length, from + PIECE_BYTES));
            store.put(Rows.piece(stream, saved.slot(), i), piece);
        }
        head = new StoredHead(head.life(), saved, head.basis(), head.rules());
        store.put(Rows.head(stream), head.write());
        for (int i = 0; i < pieces(old.bytes()); i++) {
            store.delete(Rows.piece(stream, old.slot(), i));
        }
    }

    private static int pieces(int bytes) {
        return (bytes + PIECE_BYTES - 1) / PIECE_BYTES;
    }
}
