package textmill.faults.report;

/** How much of everything: small for every build, release for a release. */
public enum Size {
    /** A few minutes in all. */
    SMALL,
    /** About an hour in all. */
    RELEASE;

    /** As the system property {@code faults.size} says; small if it does not. */
    public static Size chosen() {
        return System.getProperty("faults.size", "small").equals("release") ? RELEASE : SMALL;
    }

    /** The number for the chosen size, or that of the system property {@code faults.<name>}. */
    public static int of(String name, int small, int release) {
        return Integer.getInteger("faults." + name, chosen() == SMALL ? small : release);
    }
}
