package textmill.cli.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import textmill.cli.console.Columns;
import textmill.cli.console.ExitCode;
import textmill.cli.console.Terminal;
import textmill.topology.config.EffectiveSetting;

/** {@code textmill config show}: every setting that holds, as a properties file. */
@Command(
        name = "show",
        header = "Print every setting that holds, defaults included.",
        description = "Print every setting that holds, defaults included, as a properties file. Secrets are hidden.",
        sortOptions = false,
        footer = {"  textmill config show --origin --config textmill.properties"})
public final class ConfigShowCommand implements Callable<Integer> {
    private static final int WIDEST = 60;

    @Mixin
    private final ConfigSource source = new ConfigSource();

    @Option(
            names = "--origin",
            description = "Say where each comes from: a line of the file, the environment, --set or a default.")
    private boolean origin;

    @Option(names = "--written", description = "Only what is not a default.")
    private boolean written;

    @Option(names = "--json", description = "Print one JSON object for each: key, value and origin.")
    private boolean json;

    private final Terminal terminal;

    /** A command that prints to a terminal. */
    ConfigShowCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        List<EffectiveSetting> settings = source.parse().effective().stream()
                .filter(setting -> !written || !setting.origin().equals(EffectiveSetting.DEFAULT))
                .toList();
        int width = settings.stream()
                .mapToInt(setting -> Columns.of(line(setting)))
                .filter(columns -> columns <= WIDEST)
                .max()
                .orElse(0);
        for (EffectiveSetting setting : settings) {
            terminal.print(json ? json(setting) : origin ? withOrigin(setting, width) : line(setting));
        }
        return ExitCode.OK;
    }

    /** As it could stand in a file. */
    private static String line(EffectiveSetting setting) {
        return Columns.printable(
                setting.key() + " = " + setting.value().replace("\\", "\\\\").replace("\n", "\\n"));
    }

    /** The comment stands behind, for people: a properties file has comments on lines of their own only. */
    private static String withOrigin(EffectiveSetting setting, int width) {
        String line = line(setting);
        return line + " ".repeat(Math.max(0, width - Columns.of(line))) + "  # " + setting.origin();
    }

    private static String json(EffectiveSetting setting) throws IOException {
        StringWriter out = new StringWriter();
        try (JsonGenerator generator = new JsonFactory().createGenerator(out)) {
            generator.writeStartObject();
            generator.writeStringField("key", setting.key());
            generator.writeStringField("value", setting.value());
            generator.writeStringField("origin", setting.origin());
            generator.writeEndObject();
        }
        return out.toString();
    }
}
