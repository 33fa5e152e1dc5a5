package textmill.cli.console;

/** How emphasis is written: with ANSI escapes, or in plain characters. */
public enum Style {
    /** Escape sequences, for terminals. */
    ANSI("\u001b[1;31m", "\u001b[0m", "\u001b[1m", "\u001b[2m", "\u001b[36m"),
    /** Brackets around what is alarming, nothing else. */
    PLAIN("[", "]", "", "", "");

    private final String alarm;
    private final String alarmEnd;
    private final String bold;
    private final String dim;
    private final String label;

    Style(String alarm, String alarmEnd, String bold, String dim, String label) {
        this.alarm = alarm;
        this.alarmEnd = alarmEnd;
        this.bold = bold;
        this.dim = dim;
        this.label = label;
    }

    /** Something suspicious. */
    public String alarm(String text) {
        return alarm + text + alarmEnd;
    }

    /** A heading. */
    public String bold(String text) {
        return wrap(bold, text);
    }

    /** Something minor. */
    public String dim(String text) {
        return wrap(dim, text);
    }

    /** The name of a class. */
    public String label(String text) {
        return wrap(label, text);
    }

    private String wrap(String start, String text) {
        return start.isEmpty() ? text : start + text + alarmEnd;
    }

    /** Columns that {@link #alarm} adds to a text. */
    public int alarmColumns() {
        return this == PLAIN ? alarm.length() + alarmEnd.length() : 0;
    }
}
