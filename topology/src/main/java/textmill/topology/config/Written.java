package textmill.topology.config;

/**
 * A setting as the user wrote it.
 *
 * @param name whole key, for messages
 * @param value its value, as written or with what it names in place
 * @param shown what messages show of the value: as written, so that nothing from the environment is repeated
 * @param place where it stands, for example {@code textmill.properties:12}; empty if it stands in no file
 * @param lines the lines of the file in which it stands, as they are; empty if it stands in no file
 */
record Written(String name, String value, String shown, String place, String lines) {
    /** The value of a setting that names a variable that is not there; that is a problem of its own. */
    static final String UNKNOWN = "\0";

    /** A setting of which no more than its place is known. */
    Written(String name, String value, String shown, String place) {
        this(name, value, shown, place, "");
    }

    /** A setting that stands in no file. */
    static Written of(String name, String value) {
        return new Written(name, value, value, "");
    }

    /** Whether its value is what messages show of it; not so where it came from the environment or a file. */
    boolean isShown() {
        return shown.equals(value);
    }

    boolean isKnown() {
        return !value.equals(UNKNOWN);
    }

    /** For example {@code http.port = x (textmill.properties:12)}. */
    String quoted() {
        return name + " = " + shown.strip() + suffix();
    }

    /** The same without the value. */
    String named() {
        return name + suffix();
    }

    /** The same with the line in which a piece of the value stands: a value may go on over several. */
    String named(String piece) {
        int at = lines.indexOf(piece);
        long further = at < 0
                ? 0
                : lines.substring(0, at)
                        .chars()
                        .filter(character -> character == '\n')
                        .count();
        int colon = place.lastIndexOf(':');
        return further == 0
                ? named()
                : name + " (" + place.substring(0, colon + 1) + (Long.parseLong(place.substring(colon + 1)) + further)
                        + ")";
    }

    private String suffix() {
        return place.isEmpty() ? "" : " (" + place + ")";
    }
}
