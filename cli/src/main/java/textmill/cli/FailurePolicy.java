package textmill.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.BindException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;
import textmill.cli.console.CliException;
import textmill.cli.console.ExitCode;
import textmill.cli.console.Terminal;
import textmill.embedded.BrokerStartException;
import textmill.models.BundledModelException;
import textmill.models.hub.HubException;
import textmill.runtime.device.DeviceException;
import textmill.runtime.model.ModelException;
import textmill.schema.registry.RegistryRefusedException;
import textmill.schema.registry.RegistryUnavailableException;
import textmill.topology.config.Addresses;
import textmill.topology.config.ConfigException;

/**
 * The one place that decides how a failure ends: one line on stderr (one for each problem of a configuration) and an
 * exit code. What the user can put right gives
 * 2 (usage, inputs) or 78 (configuration, models, addresses where nothing answers); everything else is a fault of ours and gives 1. A stack trace is
 * shown only with {@code --verbose}.
 */
final class FailurePolicy implements IParameterExceptionHandler, IExecutionExceptionHandler {
    private final Terminal terminal;
    private final BooleanSupplier verbose;

    FailurePolicy(Terminal terminal, BooleanSupplier verbose) {
        this.terminal = terminal;
        this.verbose = verbose;
    }

    @Override
    public int handleParseException(ParameterException e, String[] arguments) {
        String name = e.getCommandLine().getCommandSpec().qualifiedName();
        terminal.note(name + ": " + oneLine(problem(e)) + " (see '" + name + " --help')");
        trace(e);
        return ExitCode.USAGE;
    }

    private static String problem(ParameterException e) {
        CommandLine command = e.getCommandLine();
        if (!(e instanceof UnmatchedArgumentException unmatched)) {
            return String.valueOf(e.getMessage());
        }
        String argument = unmatched.getUnmatched().get(0);
        if (command.getParent() == null && !argument.startsWith("-")) {
            return "unknown command '" + argument + "'; commands are "
                    + String.join(", ", command.getSubcommands().keySet());
        }
        List<String> meant = unmatched.getSuggestions();
        return e.getMessage() + (meant.isEmpty() ? "" : "; did you mean " + String.join(" or ", meant) + "?");
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        if (e instanceof ParameterException parameter) {
            return handleParseException(parameter, new String[0]);
        }
        return ended(e);
    }

    /** Says why and gives the exit code. */
    int ended(Exception e) {
        Ending ending = endingOf(e);
        terminal.out().flush();
        ending.messages.forEach(message -> terminal.note("textmill: " + Addresses.hideUsers(oneLine(message))));
        trace(e);
        return ending.exitCode;
    }

    private void trace(Exception e) {
        if (verbose.getAsBoolean()) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            terminal.err().print(Addresses.hideUsers(trace.toString()));
        }
    }

    private record Ending(int exitCode, List<String> messages) {
        Ending(int exitCode, String message) {
            this(exitCode, List.of(message));
        }
    }

    private static Ending endingOf(Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            Ending known = known(cause);
            if (known != null) {
                return known;
            }
        }
        return new Ending(
                ExitCode.FAULT,
                "failed: " + e.getClass().getSimpleName() + ": " + e.getMessage() + " (--verbose shows the trace)");
    }

    private static @Nullable Ending known(Throwable cause) {
        if (cause instanceof CliException cli) {
            return new Ending(cli.exitCode(), message(cli));
        }
        if (cause instanceof ConfigException config) {
            return new Ending(ExitCode.CONFIGURATION, config.problems());
        }
        if (cause instanceof ModelException
                || cause instanceof BundledModelException
                || cause instanceof HubException
                || cause instanceof DeviceException) {
            return new Ending(ExitCode.CONFIGURATION, message(cause));
        }
        if (cause instanceof BrokerStartException) {
            return new Ending(ExitCode.USAGE, message(cause));
        }
        if (cause instanceof BindException) {
            return new Ending(ExitCode.USAGE, "cannot listen: " + message(cause) + "; choose another port");
        }
        if (cause instanceof FileSystemException file) {
            return new Ending(ExitCode.USAGE, describe(file));
        }
        if (cause instanceof OutOfMemoryError) {
            return new Ending(ExitCode.FAULT, outOfMemory(message(cause)));
        }
        return outside(cause);
    }

    private static String outOfMemory(String message) {
        boolean ofHeap = message.contains("heap") || message.contains("GC");
        long megabytes = Runtime.getRuntime().maxMemory() >> 20;
        return "out of memory: " + message
                + (ofHeap
                        ? "; the heap may have " + megabytes + " MB, TEXTMILL_JAVA_OPTS=-Xmx" + 4 * megabytes
                                + "m gives it more"
                        : "");
    }

    /** What other processes did. */
    private static @Nullable Ending outside(Throwable cause) {
        if (cause instanceof org.apache.kafka.common.config.ConfigException) {
            return new Ending(ExitCode.CONFIGURATION, "Kafka refuses a setting: " + message(cause));
        }
        if (cause instanceof AuthorizationException) {
            return new Ending(
                    ExitCode.CONFIGURATION,
                    "a right is missing: " + message(cause)
                            + "; 'textmill run --check' names those that are, 'textmill acls' prints what grants them");
        }
        if (cause instanceof TimeoutException) {
            return new Ending(ExitCode.FAULT, "no answer from Kafka in time: " + message(cause));
        }
        if (cause instanceof KafkaException && isAboutItsSettings(cause)) {
            Throwable root = root(cause);
            return new Ending(
                    ExitCode.CONFIGURATION,
                    "Kafka refuses a setting: "
                            + (root instanceof FileSystemException file ? describe(file) : message(root)));
        }
        if (cause instanceof RegistryUnavailableException) {
            return new Ending(
                    ExitCode.CONFIGURATION,
                    "the schema registry does not answer: " + message(cause) + "; correct its address, or start it");
        }
        if (cause instanceof RegistryRefusedException) {
            return new Ending(ExitCode.FAULT, "the schema registry refuses: " + message(cause));
        }
        if (cause instanceof IOException) {
            return new Ending(ExitCode.FAULT, "input or output failed: " + message(cause));
        }
        return null;
    }

    /** A client that cannot be made at all: nothing has been asked of anybody yet. */
    private static boolean isAboutItsSettings(Throwable cause) {
        String message = message(cause);
        return message.startsWith("Failed to create new Kafka") || message.startsWith("Failed to construct kafka");
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static String describe(FileSystemException e) {
        String file = String.valueOf(e.getFile());
        if (e instanceof NoSuchFileException) {
            return file + ": no such file";
        }
        if (e instanceof AccessDeniedException) {
            return file + ": permission denied";
        }
        return file + ": " + (e.getReason() == null ? e.getClass().getSimpleName() : e.getReason());
    }

    private static String message(Throwable e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    private static String oneLine(@Nullable String message) {
        return message == null ? "" : message.strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
