package textmill.topology;

import java.util.List;
import java.util.Locale;
import textmill.topology.config.Key;
import textmill.topology.config.RouteSettings;
import textmill.topology.config.Section;
import textmill.topology.config.TaskKeys;
import textmill.topology.result.ResultType;
import textmill.topology.result.ResultTypes;

/** Writes the reference of configuration keys, so that it cannot differ from what is read. */
public final class ConfigReference {
    private static final String TASK = "task.NAME.";
    private static final String ROUTE = "task.NAME.route.ROUTE.";

    private ConfigReference() {}

    /** The page as Markdown. */
    public static String markdown() {
        StringBuilder page = new StringBuilder(16_384);
        page.append("""
                # Configuration

                <!-- Generated from the keys in textmill.topology.config and textmill.topology.result; do not edit. -->

                A properties file in UTF-8, one `key = value` a line. Every problem is reported at once with its line, and
                nothing starts while there is one (exit code 78). A running process does not read its configuration again: a
                change, in the file or in what it names, needs a restart.

                A value may stand elsewhere, wholly or in part:

                | written | is |
                | --- | --- |
                | `${env:NAME}`, `${NAME}` | a variable of the environment |
                | `${file:PATH:KEY}` | the value of a key of another properties file |
                | `${dir:PATH:FILE}` | what is in a file of a directory, without the line end at its end: Docker's and Kubernetes' secrets |
                | `$${` | the text `${` |

                Kafka's own configuration providers read these, within what [they are allowed](#values-from-elsewhere). Messages show
                such a value as it is written; `config show` hides what came from files.

                [`textmill.schema.json`](textmill.schema.json) is a JSON Schema of all this, for editors and for programs that write
                configurations as JSON or YAML (the chart's `config`, for example). Editors know no schemas of properties files.

                A variable `TEXTMILL_KEY` of the environment replaces a key of the file, and `--set` on the command line both.
                As with the images of Kafka, `_` in its name is a dot, `__` an underscore and `___` a hyphen:
                `TEXTMILL_INPUT_TOPIC` is `input.topic`, `TEXTMILL_TASK_MY___TASK_MODEL` is `task.my-task.model`. Its value is
                literal; an empty one counts as none. `config show --origin` says what holds and where it comes from. A key that is not listed is refused, with three
                exceptions:

                - `kafka.X` passes `X` to Kafka Streams and its clients, for example `kafka.security.protocol` or
                  `kafka.consumer.session.timeout.ms`. What would undo the delivery guarantee is refused.
                - Confluent's keys for serdes and the schema registry client (`schema.registry.*`, `basic.auth.*`,
                  `bearer.auth.*`, `avro.*`, `specific.avro.*`, `auto.register.schemas`, `use.latest.version`,
                  `normalize.schemas`, `value.subject.name.strategy`, ...) go to the serdes as they are; `serde.X` passes
                  any other `X`.
                - `otel.X` goes to OpenTelemetry, see [observe](../how-to/observe.md#traces).

                Kafka settings with a default other than Kafka's: `poll.ms = 5`, `producer.linger.ms = 5` (100 under
                `exactly_once_v2`), `producer.delivery.timeout.ms = 60000`, `topic.segment.bytes = 67108864`, `commit.interval.ms = 100`,
                `restore.consumer.fetch.max.wait.ms = 10` without standbys.

                ## Tasks

                A task has a name of your choice (letters, digits, `-`, `_`); all its keys stand behind `task.NAME.`. There may
                be any number, several of one kind too.

                """);
        table(page, TASK, TaskKeys.ALL);
        for (ResultType type : ResultTypes.ALL) {
            List<Key<?>> options = ResultTypes.options(type.kind());
            if (!options.isEmpty()) {
                page.append("\nTasks of kind `").append(type.kind().name()).append("` have besides:\n\n");
                table(page, TASK, options);
            }
        }
        page.append("""

                ## Routes

                A route sends those results of a task to a further topic for which all of its conditions hold, in the same
                transaction. It has a name of its own, `task.NAME.route.ROUTE.`, and at least one condition. See
                [routes](../how-to/route-results.md).

                """);
        table(page, ROUTE, List.of(RouteSettings.TOPIC));
        for (ResultType type : ResultTypes.ALL) {
            if (!type.conditions().isEmpty()) {
                page.append("\nConditions on results of kind `")
                        .append(type.kind().name())
                        .append("`:\n\n");
                table(page, ROUTE, type.conditions());
            }
        }
        page.append("""

                ## Pipelines

                A configuration without `pipeline.` keys is one pipeline without a name. `pipeline.NAME.KEY` makes a pipeline
                of that name; it inherits what stands without the prefix, tasks too, and replaces what it writes itself. A
                pipeline can have the keys of tasks and those of the sections marked so. See
                [several pipelines](../how-to/several-pipelines.md).
                """);
        for (Section section : Section.all()) {
            page.append("\n## ").append(section.title()).append("\n\n");
            if (section.perPipeline()) {
                page.append("A pipeline can have its own.\n\n");
            }
            table(page, "", section.keys());
        }
        return page.toString();
    }

    private static void table(StringBuilder page, String prefix, List<? extends Key<?>> keys) {
        page.append("| key | expected | default | meaning |\n| --- | --- | --- | --- |\n");
        keys.forEach(key -> page.append(row(prefix, key)));
    }

    private static String row(String prefix, Key<?> key) {
        String name = prefix + key.keyName();
        String defaultValue = key.defaultText().map(text -> "`" + text + "`").orElse("-");
        return String.format(
                        Locale.ROOT,
                        "| `%s` | %s | %s | %s |%n",
                        name,
                        key.rule().expected(),
                        defaultValue,
                        key.doc())
                .replace(System.lineSeparator(), "\n");
    }
}
