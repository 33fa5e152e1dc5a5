package textmill.benchmarks.peers;

import java.util.Map;
import java.util.TreeMap;

/**
 * A contender with its settings.
 *
 * @param peer who
 * @param label the settings in words
 * @param kind where the settings come from
 * @param int8 uses the int8 model
 * @param settings what it is started with, see {@link textmill.benchmarks.contender.ContenderSettings}
 */
record Setup(Peer peer, String label, Kind kind, boolean int8, Map<String, String> settings) {
    Setup {
        settings = Map.copyOf(settings);
    }

    /** Where settings come from. */
    enum Kind {
        /** What a user gets who sets nothing. */
        DEFAULT,
        /** A careful user's: among the fastest found for this peer. */
        TUNED,
        /** Tried and not faster; measured only when asked for. */
        TRIED
    }

    /** A contender with its defaults. */
    static Setup standard(Peer peer, String label, String... settings) {
        return new Setup(peer, label, Kind.DEFAULT, false, pairs(settings));
    }

    /** A contender with the settings of a careful user. */
    static Setup tuned(Peer peer, String label, String... settings) {
        return new Setup(peer, label, Kind.TUNED, false, pairs(settings));
    }

    /** Settings that were tried. */
    static Setup tried(Peer peer, String label, String... settings) {
        return new Setup(peer, label, Kind.TRIED, false, pairs(settings));
    }

    /** The same with the int8 model. */
    Setup withInt8() {
        Map<String, String> more = new TreeMap<>(settings);
        more.put("int8", "true");
        return new Setup(peer, label, kind, true, more);
    }

    /** True if all texts are sorted by length before the first is computed, which nobody can do with a stream. */
    boolean sortsAll() {
        return settings.containsKey("sort") || settings.containsKey("padded.tokens");
    }

    /** True if it reads only the beginning of a long text, so that its speed is no match. */
    boolean readsLess() {
        return settings.containsKey("packaged");
    }

    /** For one line of output. */
    String title() {
        return peer.title + (int8 ? " int8" : "") + ", " + label;
    }

    private static Map<String, String> pairs(String... settings) {
        Map<String, String> pairs = new TreeMap<>();
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            pairs.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        return pairs;
    }
}
