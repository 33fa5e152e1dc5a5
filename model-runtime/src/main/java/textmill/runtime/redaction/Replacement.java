package textmill.runtime.redaction;

/** What stands in the place of a stretch that is taken out. Used by many threads. */
@FunctionalInterface
public interface Replacement {
    /**
     * The replacement.
     *
     * @param label of the stretch, for example {@code PERSON}
     * @param hidden what stood there
     */
    String of(String label, String hidden);

    /** {@code [PERSON]}. */
    static Replacement placeholder() {
        return (label, hidden) -> "[" + label + "]";
    }

    /** Nothing at all. */
    static Replacement removal() {
        return (label, hidden) -> "";
    }

    /**
     * {@code [PERSON:0123456789abcdef]}: the same for the same data and key, and without the key nobody can tell whose it is.
     *
     * @param key secret, at least {@value KeyedHash#SHORTEST_KEY} bytes in UTF-8
     * @throws IllegalArgumentException if it is shorter; the message does not repeat it
     */
    static Replacement keyedHash(String key) {
        return new KeyedHash(key);
    }
}
