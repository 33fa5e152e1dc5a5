package textmill.cli.console;

/** Exit codes of the {@code textmill} command. */
public final class ExitCode {
    /** All went well, also when the reader of stdout left early. */
    public static final int OK = 0;
    /**
     * A fault of Textmill, or something broke off that had answered before; run again with {@code --verbose} for the
     * trace.
     */
    public static final int FAULT = 1;
    /** Wrong use, or an input that the user named cannot be used. */
    public static final int USAGE = 2;
    /**
     * The configuration, or a model named in it, cannot work, or nothing answers at the address of the brokers or of the
     * schema registry ({@code EX_CONFIG} of sysexits.h).
     */
    public static final int CONFIGURATION = 78;

    private ExitCode() {}
}
