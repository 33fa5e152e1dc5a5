package textmill.cli.model;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import textmill.cli.console.CliException;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.task.TaskOption;
import textmill.runtime.task.TaskOptions;
import textmill.runtime.task.TaskSpec;
import textmill.runtime.task.TaskType;
import textmill.runtime.task.TaskTypes;

/** Options of the kinds of task on a command line: each kind says which it has, none is written down here. */
public final class TaskArguments {
    private TaskArguments() {}

    /** Names of all kinds, for help and completion. */
    public static final class Kinds implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return TaskTypes.all().stream().map(TaskType::name).iterator();
        }
    }

    /** Gives a command an option for every option of every kind. */
    public static void addTo(CommandSpec command) {
        Map<String, StringBuilder> docs = new LinkedHashMap<>();
        Map<String, TaskOption<?>> options = new LinkedHashMap<>();
        for (TaskType type : TaskTypes.all()) {
            for (TaskOption<?> option : type.allOptions()) {
                options.putIfAbsent(option.name(), option);
                StringBuilder doc = docs.computeIfAbsent(option.name(), name -> new StringBuilder());
                doc.append(doc.length() == 0 ? "" : " ")
                        .append(type.name())
                        .append(": ")
                        .append(option.doc().replace("`", ""))
                        .append(" Default: ")
                        .append(option.usual())
                        .append('.');
            }
        }
        options.forEach((name, option) -> command.addOption(option(option, "For " + docs.get(name))));
    }

    private static OptionSpec option(TaskOption<?> option, String doc) {
        String dashed = option.name().replace('.', '-');
        OptionSpec.Builder builder =
                OptionSpec.builder("--" + dashed).type(String.class).description(doc);
        return option.isFlag()
                ? builder.paramLabel("true|false")
                        .arity("0..1")
                        .fallbackValue("true")
                        .build()
                : builder.paramLabel(dashed.toUpperCase(Locale.ROOT)).build();
    }

    /**
     * The task that a command line asks for.
     *
     * @param command to which {@link #addTo} added options
     * @param files the model's
     * @param type what {@code --task} says, or null for what the model was made for
     */
    public static TaskSpec read(CommandSpec command, ModelSpec files, @Nullable TaskType type) {
        TaskType kind = type == null ? TaskTypes.of(files) : type;
        try {
            return TaskSpec.of(kind.name(), files, kind, TaskOptions.of(kind, written(command)));
        } catch (IllegalArgumentException e) {
            throw CliException.usage(String.valueOf(e.getMessage()));
        }
    }

    private static Map<String, String> written(CommandSpec command) {
        Map<String, String> written = new TreeMap<>();
        for (String name : TaskTypes.all().stream()
                .flatMap(type -> type.allOptions().stream())
                .map(TaskOption::name)
                .collect(Collectors.toSet())) {
            OptionSpec option = command.findOption("--" + name.replace('.', '-'));
            String value = option == null ? null : option.getValue();
            if (value != null) {
                written.put(name, value);
            }
        }
        return written;
    }
}
