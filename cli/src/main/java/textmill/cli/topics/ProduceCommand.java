package textmill.cli.topics;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import textmill.cli.console.CliException;
import textmill.cli.console.CountedInput;
import textmill.cli.console.ExitCode;
import textmill.cli.console.LineReader;
import textmill.cli.console.LineReader.Line;
import textmill.cli.console.Progress;
import textmill.cli.console.Terminal;

/** {@code textmill produce}: texts into the input topic. */
@Command(
        name = "produce",
        header = "Send texts to the input topic.",
        description =
                "Send texts to the input topic: the arguments, or the lines of a file or of stdin if there are none.",
        sortOptions = false,
        footer = {
            "  textmill produce \"how many vacation days do i have left\"",
            "  textmill produce --config textmill.properties \"a text for an own topic\"",
            "  textmill produce --input texts.txt --topic texts --rate 200",
            "  textmill produce --key user-7 --header source=mail \"a text of theirs\"",
            "  textmill produce --key user-7 --tombstone",
            "  textmill produce -t mails --schema-subject mails-value -i mails.jsonl"
        })
public final class ProduceCommand implements Callable<Integer> {
    private static final int MAX_LINE_BYTES = 900_000;

    @Parameters(paramLabel = "TEXT", description = "A text, in quotes. Several arguments are several texts.")
    private List<String> texts = List.of();

    @Option(
            names = {"-i", "--input"},
            paramLabel = "FILE",
            description = "Send the lines of a file, - for stdin (the default if there is no text).")
    private @Nullable String input;

    @Mixin
    private final RecordOptions record = new RecordOptions();

    @Option(
            names = "--tombstone",
            description = "Send a record without a value: whoever keeps the last value of the key forgets the key.")
    private boolean tombstone;

    @Option(
            names = {"-f", "--format"},
            paramLabel = "FORMAT",
            description =
                    "What the value is, as input.format says to the application: avro (a record with the text), json"
                            + " (an object {\"text\": …}, or with the field of input.text.field) or string (the text, or"
                            + " the line as it is). Default: what the configuration says, or avro.")
    private @Nullable ValueFormat format;

    @Option(
            names = "--schema-subject",
            paramLabel = "SUBJECT",
            description =
                    "With --format avro: texts are whole records in Avro's JSON, written with this subject's latest"
                            + " schema.")
    private @Nullable String subject;

    @Option(names = "--rate", paramLabel = "N", description = "At most so many records a second (default: no limit).")
    private @Nullable Double rate;

    @Mixin
    private final Connection connection = new Connection();

    private final Terminal terminal;

    /** A command that reports to a terminal. */
    public ProduceCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        refuseWhatDoesNotGoTogether();
        Target target = Target.of(record.topic(), format, connection.pipelines());
        if (subject != null && target.format() != ValueFormat.AVRO) {
            throw CliException.usage("--schema-subject goes with --format avro");
        }
        return connection.with(AclOperation.WRITE, List.of(target.topic()), () -> send(target));
    }

    private int send(Target target) throws IOException, InterruptedException {
        try (InputStream lines = open()) { // before anything is asked of the brokers
            Map<String, Object> settings = connection.kafka();
            settings.putIfAbsent("max.block.ms", 10_000);
            settings.putIfAbsent("linger.ms", 5);
            try (KafkaProducer<byte[], byte[]> producer =
                    new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
                record.check(target.topic(), WrittenTopic.partitions(producer, target.topic()));
                Sending sending = new Sending(producer, target.topic());
                if (tombstone) {
                    return send(sending, List.of("tombstone"), text -> null);
                }
                TextValues values = values(target);
                return texts.isEmpty() ? sendLines(sending, values, lines) : send(sending, texts, values::of);
            }
        }
    }

    private void refuseWhatDoesNotGoTogether() {
        if (tombstone && (!texts.isEmpty() || input != null || !record.hasKey())) {
            throw CliException.usage("--tombstone: expected --key, and no text");
        } else if (input != null && !texts.isEmpty()) {
            throw CliException.usage("expected texts as arguments or --input, found both");
        } else if (rate != null && !(rate > 0 && rate < Double.POSITIVE_INFINITY)) {
            throw CliException.usage("--rate: expected more than 0, found " + rate);
        }
    }

    private boolean isFile() {
        return input != null && !input.equals("-");
    }

    private InputStream open() throws IOException {
        if (!isFile()) {
            return InputStream.nullInputStream();
        }
        Path file = Path.of(String.valueOf(input));
        if (Files.isDirectory(file)) {
            throw CliException.usage(input + ": is a directory, expected a file of texts");
        }
        return Files.newInputStream(file);
    }

    private TextValues values(Target target) throws IOException {
        if (target.format() == ValueFormat.AVRO && subject == null && !target.takesEvents()) {
            throw CliException.usage("the application looks for texts in the field " + target.field()
                    + " (input.text.field), which records of Textmill's own schema have not: name the subject of your"
                    + " schema with --schema-subject");
        }
        return switch (target.format()) {
            case STRING -> TextValues.strings();
            case JSON -> TextValues.json(target.field());
            case AVRO ->
                subject == null
                        ? TextValues.events(target.topic(), connection.serializer())
                        : TextValues.records(connection.registry().latest(subject));
        };
    }

    /** Where records go, and by whom. */
    private record Sending(KafkaProducer<byte[], byte[]> producer, String topic) {}

    /** Makes a value, or null for a tombstone. */
    private interface Value {
        byte @Nullable [] of(String text);
    }

    private int send(Sending sending, List<String> all, Value value) throws InterruptedException {
        Rate pace = new Rate(rate == null ? 0 : rate);
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (String text : all) {
            pace.awaitNext();
            sent.add(sending.producer.send(record.record(sending.topic, value.of(text))));
        }
        for (int i = 0; i < sent.size(); i++) {
            RecordMetadata place = placeOf(sent.get(i));
            terminal.note(place.topic() + "-" + place.partition() + "@" + place.offset() + "  " + all.get(i));
        }
        return ExitCode.OK;
    }

    private int sendLines(Sending sending, TextValues values, InputStream file)
            throws IOException, InterruptedException {
        CountedInput counted = new CountedInput(isFile() ? file : System.in);
        LineReader lines = new LineReader(counted, MAX_LINE_BYTES);
        Rate pace = new Rate(rate == null ? 0 : rate);
        Future<RecordMetadata> last = null;
        try (Progress progress = new Progress(terminal, "texts", size())) {
            for (Line line = lines.next(); line != null; line = lines.next()) {
                if (line.tooLong()) {
                    throw CliException.usage("line " + lines.number() + " is longer than " + MAX_LINE_BYTES
                            + " bytes, too long for a Kafka record; the lines before it were sent");
                }
                if (last != null && last.isDone()) {
                    placeOf(last); // a failure ends the command early
                }
                pace.awaitNext();
                last = sending.producer.send(record.record(sending.topic, value(values, line.text(), lines.number())));
                if (isFile()) {
                    progress.at(lines.number(), counted.bytes());
                }
            }
        }
        sending.producer.flush();
        if (last != null) {
            placeOf(last);
        }
        terminal.note("sent " + lines.number() + " texts to topic " + sending.topic);
        return ExitCode.OK;
    }

    private static byte[] value(TextValues values, String text, long number) {
        try {
            return values.of(text);
        } catch (CliException e) {
            throw CliException.usage("line " + number + ": " + e.getMessage() + "; the lines before it were sent", e);
        }
    }

    private long size() throws IOException {
        return isFile() ? Files.size(Path.of(String.valueOf(input))) : Progress.UNKNOWN;
    }

    private static RecordMetadata placeOf(Future<RecordMetadata> sent) throws InterruptedException {
        try {
            return sent.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }
}
