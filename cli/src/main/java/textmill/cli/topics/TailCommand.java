package textmill.cli.topics;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import textmill.cli.console.CliException;
import textmill.cli.console.ExitCode;
import textmill.cli.console.StopSignal;
import textmill.cli.console.Terminal;
import textmill.cli.topics.TopicReader.From;

/** {@code textmill tail}: results as they are committed. */
@Command(
        name = "tail",
        header = "Print results as they arrive.",
        description = "Print results from the output topics as they arrive, one a line.",
        footer = {
            "  textmill tail",
            "  textmill tail --json texts.classifications --where label=transfer",
            "  textmill tail --flagged --from 2026-11-25T08:00 texts.replaced-tokens",
            "  textmill tail -b broker:9092 -r http://registry:8081 --key user-7"
        })
public final class TailCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(200);

    @Parameters(
            paramLabel = "TOPIC",
            description = "Topics to read (default: texts.embeddings texts.classifications texts.replaced-tokens"
                    + " texts.dead-letters).")
    private List<String> topics = List.of();

    @Option(names = "--from-beginning", description = "Begin with the oldest record instead of the next one.")
    private boolean fromBeginning;

    @Option(
            names = {"-n", "--records"},
            paramLabel = "N",
            defaultValue = "0",
            description = "End after so many records that were printed (default: go on until Ctrl-C).")
    private long records;

    @Mixin
    private final RecordSelection selection = new RecordSelection();

    @Option(
            names = "--json",
            description =
                    "Print each record as one JSON object: topic, partition, offset, timestamp (milliseconds), key,"
                            + " headers, and value, dead_letter, tombstone or unreadable.")
    private boolean json;

    @Mixin
    private final Connection connection = new Connection();

    private final Terminal terminal;
    private final StopSignal stop;

    /** A command that prints to a terminal until the signal comes. */
    public TailCommand(Terminal terminal, StopSignal stop) {
        this.terminal = terminal;
        this.stop = stop;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (records < 0) {
            throw CliException.usage("--records: expected 0 or more, found " + records);
        }
        stop.install();
        TopicNames defaults = TopicNames.defaults();
        List<String> wanted =
                topics.isEmpty() ? defaults.all().subList(1, defaults.all().size()) : topics;
        Map<String, Object> kafka = connection.kafka();
        RecordValues values = connection.values();
        boolean earlier = fromBeginning || selection.hasBeginning();
        try (TopicReader reader = TopicReader.open(kafka, wanted, earlier ? From.BEGINNING : From.END);
                TopicWatch watch = new TopicWatch(kafka, wanted, line -> terminal.note("textmill tail: " + line))) {
            selection.seek(reader);
            long printed = 0;
            while (!stop.stopping() && !terminal.outputClosed()) {
                ConsumerRecords<byte[], byte[]> polled = reader.poll(POLL);
                for (ConsumerRecord<byte[], byte[]> record : polled) {
                    if (print(record, values) && ++printed == records) {
                        return ExitCode.OK;
                    }
                }
                if (polled.isEmpty()) {
                    watch.look();
                }
            }
        }
        return ExitCode.OK;
    }

    /** False if it is not meant. */
    private boolean print(ConsumerRecord<byte[], byte[]> record, RecordValues values) {
        ResultFormat format = new ResultFormat(json);
        if (!selection.takes(record)) {
            return false;
        } else if (ResultFormat.isDeadLetter(record)) {
            if (selection.looksAtValues()) {
                return false;
            }
            terminal.print(format.deadLetter(record));
            return true;
        }
        RecordValues.Value value = values.of(record);
        if (!selection.takes(value)) {
            return false;
        }
        terminal.print(format.line(record, value));
        return true;
    }
}
