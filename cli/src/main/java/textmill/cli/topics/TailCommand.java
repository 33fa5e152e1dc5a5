package textmill.cli.topics;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.acl.AclOperation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import textmill.cli.console.CliException;
import textmill.cli.console.ExitCode;
import textmill.cli.console.StopSignal;
import textmill.cli.console.Terminal;
import textmill.cli.topics.TopicReader.From;
import textmill.topology.config.PipelineConfig;

/** {@code textmill tail}: results as they are committed. */
@Command(
        name = "tail",
        header = "Print results as they arrive.",
        description = "Print results from the output topics as they arrive, one a line.",
        footer = {
            "  textmill tail",
            "  textmill tail --config textmill.properties --from-beginning",
            "  textmill tail --json texts.classifications --where label=transfer",
            "  textmill tail --flagged --from 2026-11-25T08:00 texts.replaced-tokens",
            "  textmill tail -b broker:9092 -r http://registry:8081 --key user-7"
        })
public final class TailCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(200);

    @Parameters(
            paramLabel = "TOPIC",
            description =
                    "Topics to read (default: those that the configuration writes; without --config texts.embeddings"
                            + " texts.classifications texts.replaced-tokens texts.dead-letters).")
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
        List<String> wanted = wanted();
        return connection.with(AclOperation.READ, wanted, () -> read(wanted));
    }

    /** What was named, and a line if the application does not write it; else what it writes, which a line names. */
    private List<String> wanted() throws IOException {
        List<PipelineConfig> pipelines = connection.pipelines();
        List<String> written = pipelines.stream()
                .flatMap(pipeline ->
                        Stream.concat(pipeline.outputTopics().values().stream(), Stream.of(pipeline.deadLetterTopic())))
                .distinct()
                .toList();
        if (pipelines.isEmpty()) {
            List<String> usual = TopicNames.defaults().all();
            return topics.isEmpty() ? usual.subList(1, usual.size()) : topics;
        } else if (topics.isEmpty()) {
            terminal.note("textmill tail: " + String.join(", ", written));
            return written;
        }
        List<String> others = topics.stream()
                .filter(topic -> !written.contains(topic)
                        && pipelines.stream()
                                .noneMatch(pipeline -> pipeline.inputTopics().contains(topic)))
                .toList();
        if (!others.isEmpty()) {
            terminal.note("textmill tail: the configuration does not name " + String.join(", ", others) + "; it writes "
                    + String.join(", ", written));
        }
        return topics;
    }

    private int read(List<String> wanted) throws IOException, InterruptedException {
        Map<String, Object> kafka = connection.kafka();
        RecordValues values = connection.values();
        boolean earlier = fromBeginning || selection.hasBeginning();
        try (TopicReader reader = open(kafka, wanted, earlier ? From.BEGINNING : From.END);
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

    private TopicReader open(Map<String, Object> kafka, List<String> wanted, From from) throws IOException {
        try {
            return TopicReader.open(kafka, wanted, from);
        } catch (CliException e) {
            if (!topics.isEmpty() || !connection.pipelines().isEmpty()) {
                throw e;
            }
            throw CliException.usage(e.getMessage() + " (--config FILE reads the topics of your configuration)", e);
        }
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
