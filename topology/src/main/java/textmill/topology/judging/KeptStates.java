package textmill.topology.judging;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import textmill.topology.anomaly.AnomalySettings;
import textmill.topology.anomaly.KeyState;
import textmill.topology.deadletter.Origin;
import textmill.topology.judging.KeptState.Found;
import textmill.topology.judging.KeptState.Reset;

/**
 * The states of all streams of a partition. Each is read from the store when its first text or feedback comes, and stays in
 * memory from then on. One that has learnt nothing yet is not kept: texts whose judgements become dead letters are of any
 * number of keys. Used by the stream thread only.
 */
final class KeptStates {
    private static final Logger LOG = LoggerFactory.getLogger(KeptStates.class);

    private final KeyValueStore<Bytes, byte[]> store;
    private final AnomalySettings settings;
    private final Basis basis;
    private final Map<String, KeptState> inMemory = new HashMap<>();
    private final Set<String> own = new HashSet<>();
    private @Nullable KeptState latestNew;
    private boolean told;

    /** @param basis what calibrations are to stand on */
    KeptStates(KeyValueStore<Bytes, byte[]> store, AnomalySettings settings, Basis basis) {
        this.store = store;
        this.settings = settings;
        this.basis = basis;
        try (KeyValueIterator<Bytes, byte[]> heads = store.range(Rows.beforeHeads(), Rows.afterHeads())) {
            heads.forEachRemaining(row -> own.add(Rows.streamOf(row.key)));
        }
        own.remove(StreamKey.SHARED.stream());
    }

    /** The stream that a text is judged in: that of its key, or the shared one. */
    StreamKey streamOf(StreamKey wanted) {
        boolean room = own.contains(wanted.stream()) || own.size() < settings.keys();
        return room ? wanted : wanted.sharing();
    }

    /** The state of a stream. Nothing is written before it learns. */
    KeptState of(StreamKey key) {
        return of(key.stream());
    }

    private KeptState of(String stream) {
        KeptState known = inMemory.get(stream);
        if (known != null) {
            return known;
        }
        KeptState latest = latestNew;
        if (latest != null && latest.stream().equals(stream)) {
            return latest;
        }
        KeptState kept = read(stream);
        if (kept.isStored()) {
            inMemory.put(stream, kept);
        } else {
            latestNew = kept;
        }
        return kept;
    }

    /** To be called when the state of a stream has learnt: from then on its key has one of its own. */
    void learnt(StreamKey key, KeptState kept) {
        inMemory.put(kept.stream(), kept);
        if (!key.shared()) {
            own.add(key.stream());
        }
    }

    /** How many states are in memory, but for one that has learnt nothing. */
    int inMemory() {
        return inMemory.size();
    }

    /** How many keys have a state of their own. */
    int size() {
        return own.size();
    }

    /** The state that can take feedback on a text, null if none remembers it. */
    @Nullable
    KeptState remembering(Origin origin) {
        for (KeptState kept : inMemory.values()) {
            if (kept.state().remembers(origin)) {
                return kept;
            }
        }
        Set<String> others = new HashSet<>(own);
        others.add(StreamKey.SHARED.stream());
        others.removeAll(inMemory.keySet());
        for (String stream : others) {
            if (knowsAnything(stream)) {
                KeptState kept = of(stream);
                if (kept.state().remembers(origin)) {
                    return kept;
                }
            }
        }
        return null;
    }

    /** False for one that begins anew with its next text: it need not be made to be asked what it remembers. */
    private boolean knowsAnything(String stream) {
        byte[] row = store.get(Rows.head(stream));
        return row != null && reset(StoredHead.read(row).basis()) == null;
    }

    private KeptState read(String stream) {
        byte[] row = store.get(Rows.head(stream));
        if (row == null) {
            return KeptState.begin(stream, store, nothing(0, null));
        }
        StoredHead head = StoredHead.read(row);
        Reset reset = reset(head.basis());
        if (reset != null) {
            return begunAnew(stream, head, reset);
        }
        AnomalySettings then = head.rules().in(settings);
        KeyState state = head.saved().bytes() == 0
                ? new KeyState(then)
                : KeyState.restore(KeptState.saved(stream, store, head.saved()), then);
        Found found = new Found(head, state, head.saved().steps(), null);
        return KeptState.read(stream, store, found, settings);
    }

    private @Nullable Reset reset(Basis before) {
        if (!before.models().equals(basis.models())) {
            return new Reset("models", before.models(), basis.models());
        }
        return before.settings().equals(basis.settings())
                ? null
                : new Reset("settings", before.settings(), basis.settings());
    }

    private KeptState begunAnew(String stream, StoredHead head, Reset reset) {
        if (!told) {
            told = true;
            LOG.warn(
                    "Calibrations of anomalies begin anew, each with its next text: the {} were {}, and are {}.",
                    reset.what(),
                    reset.before(),
                    reset.after());
        }
        return KeptState.begin(stream, store, nothing(head.life() + 1, reset));
    }

    private Found nothing(int life, @Nullable Reset reset) {
        StoredHead head = new StoredHead(life, new StoredHead.Saved(0, 0, 0), basis, Rules.of(settings));
        return new Found(head, new KeyState(settings), 0, reset);
    }
}
