package textmill.cli.console;

import org.jspecify.annotations.Nullable;

/** Something that the user can put right: ends the command with one line on stderr and the given exit code. */
public final class CliException extends RuntimeException {
    private final int exitCode;

    private CliException(int exitCode, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** Wrong use or unusable input: exit code 2. */
    public static CliException usage(String message) {
        return new CliException(ExitCode.USAGE, message, null);
    }

    /** Wrong use or unusable input, with what the system said: exit code 2. */
    public static CliException usage(String message, Throwable cause) {
        return new CliException(ExitCode.USAGE, message, cause);
    }

    /** A configuration that cannot work: exit code 78. */
    public static CliException configuration(String message) {
        return new CliException(ExitCode.CONFIGURATION, message, null);
    }

    /** Something outside that broke off: exit code 1. */
    public static CliException fault(String message) {
        return new CliException(ExitCode.FAULT, message, null);
    }

    /** The exit code of the process. */
    public int exitCode() {
        return exitCode;
    }
}
