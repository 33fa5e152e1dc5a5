package textmill.topology.config;

/**
 * Where the key stands by which a pipeline's texts are told apart: a tenant, a source, a language.
 *
 * @param kind in which part of a record
 * @param name of the header or path of the field; empty without
 */
public record KeySource(Kind kind, String name) {
    private static final String HEADER = "header:";
    private static final String FIELD = "field:";
    private static final String RECORD_KEY = "record-key";
    private static final String NONE = "none";

    /** All texts are of one stream. */
    static final KeySource OF_ALL = new KeySource(Kind.NONE, "");

    /** A part of a record. */
    public enum Kind {
        /** Texts are not told apart. */
        NONE,
        /** The record's key. */
        RECORD_KEY,
        /** A header, the last one of its name. */
        HEADER,
        /** A field beside the text. */
        FIELD
    }

    static KeySource parse(String written) throws Rule.Misfit {
        if (written.equals(NONE)) {
            return OF_ALL;
        } else if (written.equals(RECORD_KEY)) {
            return new KeySource(Kind.RECORD_KEY, "");
        } else if (written.startsWith(HEADER) && written.length() > HEADER.length()) {
            return new KeySource(Kind.HEADER, written.substring(HEADER.length()));
        } else if (written.startsWith(FIELD) && written.length() > FIELD.length()) {
            return new KeySource(Kind.FIELD, written.substring(FIELD.length()));
        }
        throw new Rule.Misfit();
    }

    String written() {
        return switch (kind) {
            case NONE -> NONE;
            case RECORD_KEY -> RECORD_KEY;
            case HEADER -> HEADER + name;
            case FIELD -> FIELD + name;
        };
    }
}
