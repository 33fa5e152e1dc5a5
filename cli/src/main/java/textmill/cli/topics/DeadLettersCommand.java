package textmill.cli.topics;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.acl.AclOperation;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import textmill.cli.console.CliException;
import textmill.cli.console.ExitCode;
import textmill.cli.console.Terminal;
import textmill.cli.topics.TopicReader.From;
import textmill.topology.config.PipelineConfig;
import textmill.topology.start.BriefAdmin;

/** {@code textmill dead-letters}: what could not be computed, and another try. */
@Command(
        name = "dead-letters",
        header = "List what could not be computed, or try it again.",
        description = "List the records that could not be computed, or send them to their input topic again.",
        sortOptions = false,
        footer = {
            "  textmill dead-letters --reason unknown-schema",
            "  textmill dead-letters --replay --dry-run",
            "  textmill dead-letters -b broker:9092 --replay --from 2026-11-25"
        })
public final class DeadLettersCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(200);
    /** Remembers how far earlier replays came. */
    private static final String GROUP = "textmill-dead-letters-replay";

    @Option(
            names = {"-t", "--topic"},
            description = "Topic of the dead letters (default: that of the configuration, or texts.dead-letters).")
    private @Nullable String named;

    @Option(
            names = "--replay",
            description =
                    "Send the records that no earlier replay has sent to the topic that they came from, with their"
                            + " partition, key, value, timestamp and headers. What was cut to fit stays.")
    private boolean replay;

    @Option(names = "--dry-run", description = "With --replay: print what would be sent, and send nothing.")
    private boolean dryRun;

    @Option(
            names = "--from-beginning",
            description = "With --replay: begin with the oldest dead letter, whatever was replayed before.")
    private boolean fromBeginning;

    @Option(
            names = "--max-attempts",
            paramLabel = "N",
            defaultValue = "3",
            description = "With --replay: a record that was sent so often stays (default: ${DEFAULT-VALUE}).")
    private int mostAttempts;

    @Mixin
    private final DeadLetterSelection selection = new DeadLetterSelection();

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
        if (!replay && (dryRun || fromBeginning)) {
            throw CliException.usage("--dry-run and --from-beginning go with --replay");
        } else if (mostAttempts < 1) {
            throw CliException.usage("--max-attempts: expected 1 or more, found " + mostAttempts);
        } else if (selection.limit() < 1) {
            throw CliException.usage("--limit: expected 1 or more, found " + selection.limit());
        }
        String topic = topic();
        return connection.with(AclOperation.READ, List.of(topic), () -> work(topic));
    }

    private String topic() throws IOException {
        if (named != null) {
            return named;
        }
        List<String> all = connection.pipelines().stream()
                .map(PipelineConfig::deadLetterTopic)
                .toList();
        return TopicNames.only("--topic", all, TopicNames.defaults().deadLetters());
    }

    private int work(String topic) throws IOException, InterruptedException {
        Map<String, Object> kafka = connection.kafka();
        kafka.put("group.id", GROUP);
        try (TopicReader reader = TopicReader.open(kafka, List.of(topic), From.BEGINNING)) {
            if (replay) {
                replay(reader, topic, kafka);
            } else {
                list(reader, topic);
            }
        }
        return ExitCode.OK;
    }

    private void list(TopicReader reader, String topic) {
        long count = 0;
        while (!reader.atEnd() && !terminal.outputClosed() && count < selection.limit()) {
            for (ConsumerRecord<byte[], byte[]> record : reader.pollToEnd(POLL)) {
                if (count < selection.limit() && selection.takes(record)) {
                    count++;
                    terminal.print(DeadLetterLine.of(record, json));
                }
            }
        }
        terminal.note(count + " dead letters in topic " + topic);
    }

    private void replay(TopicReader reader, String topic, Map<String, Object> kafka) throws InterruptedException {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.remove("group.id");
        try (Admin admin = new BriefAdmin(settings);
                Replay again = new Replay(settings, admin)) {
            ReplayPositions positions = fromBeginning
                    ? ReplayPositions.fromBeginning(reader)
                    : ReplayPositions.committed(reader, admin, dryRun || selection.hasBeginning(), terminal::note);
            ReplayRun run = new ReplayRun(
                    reader, positions, again, new ReplayRun.Options(selection, mostAttempts, dryRun, new Lines()));
            run.run();
            terminal.note((dryRun ? "would replay " : "replayed ") + run.sent() + " records of topic " + topic
                    + (run.stayed() > 0 ? "; " + run.stayed() + " stay" : ""));
        }
    }

    /** Says what happens to each record. */
    private final class Lines implements ReplayRun.Listener {
        @Override
        public void wouldSend(ConsumerRecord<byte[], byte[]> record) {
            terminal.print(DeadLetterLine.of(record, json));
        }

        @Override
        public void stays(ConsumerRecord<byte[], byte[]> record, String why) {
            terminal.note("stays, " + why + ": " + DeadLetterLine.of(record, false));
        }
    }
}
