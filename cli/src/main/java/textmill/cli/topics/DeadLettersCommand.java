package textmill.cli.topics;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import textmill.cli.console.ExitCode;
import textmill.cli.console.Terminal;
import textmill.cli.topics.TopicReader.From;

/** {@code textmill dead-letters}: what could not be computed, and another try. */
@Command(
        name = "dead-letters",
        header = "List what could not be computed, or try it again.",
        description = "List the records that could not be computed, or send them to their input topic again.",
        sortOptions = false)
public final class DeadLettersCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(200);
    /** Remembers how far earlier replays came. */
    private static final String GROUP = "textmill-dead-letters-replay";

    @Option(
            names = {"-t", "--topic"},
            defaultValue = "texts.dead-letters",
            description = "Topic of the dead letters (default: ${DEFAULT-VALUE}).")
    private String topic = "";

    @Option(
            names = "--replay",
            description =
                    "Send the records that no earlier replay has sent to the topic that they came from, with their"
                            + " key, value, timestamp and headers. What was cut to fit is left out.")
    private boolean replay;

    @Option(names = "--json", description = "Print each dead letter as one JSON object.")
    private boolean json;

    @Mixin
    private final Connection connection = new Connection();

    private final Terminal terminal;

    /** A command that prints to a terminal. */
    public DeadLettersCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Map<String, Object> kafka = connection.kafka();
        kafka.put("group.id", GROUP);
        try (TopicReader reader = TopicReader.open(kafka, List.of(topic), replay ? From.COMMITTED : From.BEGINNING)) {
            if (replay) {
                replay(reader, kafka);
            } else {
                list(reader);
            }
        }
        return ExitCode.OK;
    }

    private void list(TopicReader reader) {
        long count = 0;
        while (!reader.atEnd() && !terminal.outputClosed()) {
            for (ConsumerRecord<byte[], byte[]> record : reader.pollToEnd(POLL)) {
                count++;
                terminal.print(DeadLetterLine.of(record, json));
            }
        }
        terminal.note(count + " dead letters in topic " + topic);
    }

    /** Ends where the topic ended at the start: what fails again comes back as a new dead letter. */
    private void replay(TopicReader reader, Map<String, Object> kafka) {
        try (Replay again = new Replay(kafka)) {
            while (!reader.atEnd()) {
                for (ConsumerRecord<byte[], byte[]> record : reader.pollToEnd(POLL)) {
                    if (!again.send(record)) {
                        terminal.note("left out, no longer whole: " + DeadLetterLine.of(record, false));
                    }
                }
                again.flush();
                reader.commit(); // only what has arrived: a broken replay sends some records twice, but loses none
            }
            terminal.note("replayed " + again.sent() + " records of topic " + topic);
        }
    }
}
