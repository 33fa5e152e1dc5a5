package textmill.topology.start;

/**
 * One thing that was looked at before a start.
 *
 * @param level how it is
 * @param area what it is about: {@code rights}, {@code topics}, {@code registry} and so on
 * @param found what was found
 * @param remedy what to do about it; empty if nothing has to be done
 */
public record Check(Level level, String area, String found, String remedy) {
    /** How something is. */
    public enum Level {
        /** As it should be. */
        OK,
        /** It works, and will surprise. */
        WARN,
        /** It does not work. */
        FAIL
    }

    /** All is well. */
    public static Check ok(String area, String found) {
        return new Check(Level.OK, area, found, "");
    }

    /** It works, and will surprise. */
    public static Check warn(String area, String found, String remedy) {
        return new Check(Level.WARN, area, found, remedy);
    }

    /** It does not work. */
    public static Check fail(String area, String found, String remedy) {
        return new Check(Level.FAIL, area, found, remedy);
    }

    /** A message of one sentence or two: what was found, and behind the last colon or stop what to do. */
    public static Check of(Level level, String area, String message) {
        int cut = Math.max(message.lastIndexOf(": "), message.lastIndexOf(". "));
        return cut < 0
                ? new Check(level, area, message, "")
                : new Check(level, area, message.substring(0, cut), message.substring(cut + 2));
    }
}
