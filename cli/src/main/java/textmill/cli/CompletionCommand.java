package textmill.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import textmill.cli.console.ExitCode;
import textmill.cli.console.Terminal;

/** {@code textmill completion}: what makes a shell complete commands and options. */
@Command(
        name = "completion",
        header = "Print what makes your shell complete commands and options.",
        description = "Print a script for a shell, which completes commands, options and their values from then on.",
        sortOptions = false,
        footer = {
            "  source <(textmill completion bash)",
            "  textmill completion bash > /etc/bash_completion.d/textmill",
            "  textmill completion zsh >> ~/.zshrc"
        })
final class CompletionCommand implements Callable<Integer> {
    /** Shells that are known. */
    enum Shell {
        BASH,
        ZSH
    }

    @Parameters(paramLabel = "bash|zsh", description = "The shell.")
    private Shell shell = Shell.BASH;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    private final Terminal terminal;

    CompletionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        terminal.print("# Completion of textmill for " + shell.name().toLowerCase(Locale.ROOT) + ".");
        // The script is one for both: in zsh it loads bashcompinit.
        terminal.print(AutoComplete.bash("textmill", spec.root().commandLine()).stripTrailing());
        return ExitCode.OK;
    }
}
