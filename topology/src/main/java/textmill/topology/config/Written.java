package textmill.topology.config;

/**
 * A setting as the user wrote it.
 *
 * @param name whole key, for messages
 * @param value its value, as written or with what it names in place
 * @param shown what messages show of the value: as written, so that nothing from the environment is repeated
 * @param place where it stands, for example {@code textmill.properties:12}; empty if it stands in no file
 */
record Written(String name, String value, String shown, String place) {
    /** The value of a setting that names a variable that is not there; that is a problem of its own. */
    static final String UNKNOWN = "\0";

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

    private String suffix() {
        return place.isEmpty() ? "" : " (" + place + ")";
    }
}
