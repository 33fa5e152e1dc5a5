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
import textmill.cli.console.ExitCode;
import textmill.cli.console.StopSignal;
import textmill.cli.console.Terminal;
import textmill.cli.topics.TopicReader.From;

/** {@code textmill tail}: results as they are committed. */
@Command(
        name = "tail",
        header = "Print results as they arrive.",
        description = "Print results from the output topics as they arrive, one a line.")
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
            description = "End after so many records (default: go on until Ctrl-C).")
    private long records;

    @Option(names = "--json", description = "Print each record as one JSON object.")
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
        stop.install();
        TopicNames defaults = TopicNames.defaults();
        List<String> wanted =
                topics.isEmpty() ? defaults.all().subList(1, defaults.all().size()) : topics;
        ResultFormat format = new ResultFormat(connection.values(), json);
        Map<String, Object> kafka = connection.kafka();
        try (TopicReader reader = TopicReader.open(kafka, wanted, fromBeginning ? From.BEGINNING : From.END);
                TopicWatch watch = new TopicWatch(kafka, wanted, line -> terminal.note("textmill tail: " + line))) {
            long printed = 0;
            while (!stop.stopping() && !terminal.outputClosed()) {
                ConsumerRecords<byte[], byte[]> polled = reader.poll(POLL);
                for (ConsumerRecord<byte[], byte[]> record : polled) {
                    terminal.print(format.line(record));
                    if (++printed == records) {
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
}
