package textmill.cli.anomalies;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import textmill.cli.console.CliException;
import textmill.cli.console.ExitCode;
import textmill.cli.console.Terminal;
import textmill.cli.topics.Connection;
import textmill.cli.topics.WrittenTopic;

/** {@code textmill anomalies feedback}: says what alarms were. */
@Command(
        name = "feedback",
        header = "Say that alarms were right, or that their texts were fine.",
        description =
                "Write feedback on alarms to the topic of anomaly.feedback.topic. A text that was fine is normal from"
                        + " then on, and others like it give no alarm; an alarm that was right does not count against the rate.",
        sortOptions = false,
        footer = {
            "  textmill anomalies feedback fine 0@1734 1@88",
            "  textmill anomalies feedback right 0@1734 --topic mails -b broker:9092"
        })
final class FeedbackCommand implements Callable<Integer> {
    private static final Pattern PLACE = Pattern.compile("(\\d{1,9})@(\\d{1,18})");

    /** What an alarm was. */
    enum Verdict {
        FINE,
        RIGHT
    }

    @Parameters(index = "0", paramLabel = "VERDICT", description = "${COMPLETION-CANDIDATES}, in any case.")
    private Verdict verdict = Verdict.FINE;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "PARTITION@OFFSET",
            description = "Places of the texts, as 'tail' shows them.")
    private List<String> places = new ArrayList<>();

    @Option(
            names = {"-t", "--topic"},
            paramLabel = "TOPIC",
            defaultValue = "",
            description = "Topic of the texts (default: the one that the configuration reads, or texts).")
    private String topic = "";

    @Option(
            names = "--to",
            paramLabel = "TOPIC",
            defaultValue = "",
            description =
                    "Topic of feedback (default: that of the configuration, or that of the texts with .feedback behind"
                            + " it).")
    private String to = "";

    @Mixin
    private final Connection connection = new Connection();

    private final Terminal terminal;

    FeedbackCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        String texts = topic.isEmpty() ? connection.inputTopic("--topic") : topic;
        String target = to.isEmpty() ? connection.feedbackTopic("--to", texts + ".feedback") : to;
        List<ProducerRecord<byte[], byte[]>> records =
                places.stream().map(place -> record(texts, target, place)).toList();
        return connection.with(AclOperation.WRITE, List.of(target), () -> send(target, records));
    }

    private int send(String target, List<ProducerRecord<byte[], byte[]>> records)
            throws IOException, InterruptedException {
        Map<String, Object> kafka = connection.kafka();
        kafka.putIfAbsent("max.block.ms", 10_000);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer())) {
            int unused = WrittenTopic.partitions(producer, target);
            for (ProducerRecord<byte[], byte[]> record : records) {
                producer.send(record).get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException denied) {
                throw denied;
            }
            throw CliException.fault("topic " + target + ": " + (e.getCause() == null ? e : e.getCause()).getMessage());
        }
        terminal.note(records.size() + " written to " + target);
        return ExitCode.OK;
    }

    private ProducerRecord<byte[], byte[]> record(String texts, String target, String place) {
        Matcher found = PLACE.matcher(place);
        if (!found.matches()) {
            throw CliException.usage("expected PARTITION@OFFSET, such as 3@4711, found '" + place + "'");
        }
        ObjectNode json = new ObjectMapper().createObjectNode();
        json.put("topic", texts);
        json.put("partition", Integer.parseInt(found.group(1)));
        json.put("offset", Long.parseLong(found.group(2)));
        json.put("verdict", verdict.name().toLowerCase(Locale.ROOT));
        return new ProducerRecord<>(target, json.toString().getBytes(StandardCharsets.UTF_8));
    }
}
