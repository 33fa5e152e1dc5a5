package textmill.cli.topics;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import textmill.cli.console.CliException;
import textmill.cli.console.ExitCode;
import textmill.cli.console.LineReader;
import textmill.cli.console.LineReader.Line;
import textmill.cli.console.Terminal;
import textmill.events.TextEvent;
import textmill.schema.serde.TextmillAvroSerializer;

/** {@code textmill produce}: texts into the input topic. */
@Command(
        name = "produce",
        header = "Send texts to the input topic.",
        description = "Send texts to the input topic: the arguments, or the lines of stdin if there are none.")
public final class ProduceCommand implements Callable<Integer> {
    private static final int MAX_LINE_BYTES = 900_000;

    @Parameters(paramLabel = "TEXT", description = "A text, in quotes. Several arguments are several texts.")
    private List<String> texts = List.of();

    @Option(
            names = {"-t", "--topic"},
            defaultValue = "texts",
            description = "Topic to write to (default: ${DEFAULT-VALUE}).")
    private String topic = "";

    @Mixin
    private final Connection connection = new Connection();

    private final Terminal terminal;

    /** A command that reports to a terminal. */
    public ProduceCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Map<String, Object> settings = connection.kafka();
        settings.put("max.block.ms", 10_000);
        settings.put("delivery.timeout.ms", 20_000);
        settings.put("linger.ms", 5);
        TextmillAvroSerializer serializer = connection.serializer();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            return texts.isEmpty() ? sendLines(producer, serializer) : sendArguments(producer, serializer);
        }
    }

    private int sendArguments(KafkaProducer<byte[], byte[]> producer, TextmillAvroSerializer serializer)
            throws InterruptedException {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (String text : texts) {
            sent.add(producer.send(record(serializer, text)));
        }
        for (int i = 0; i < sent.size(); i++) {
            RecordMetadata place = placeOf(sent.get(i));
            terminal.note(place.topic() + "-" + place.partition() + "@" + place.offset() + "  " + texts.get(i));
        }
        return ExitCode.OK;
    }

    private int sendLines(KafkaProducer<byte[], byte[]> producer, TextmillAvroSerializer serializer)
            throws IOException, InterruptedException {
        LineReader lines = new LineReader(System.in, MAX_LINE_BYTES);
        Future<RecordMetadata> last = null;
        for (Line line = lines.next(); line != null; line = lines.next()) {
            if (line.tooLong()) {
                throw CliException.usage("line " + lines.number() + " is longer than " + MAX_LINE_BYTES
                        + " bytes, too long for a Kafka record; the lines before it were sent");
            }
            if (last != null && last.isDone()) {
                placeOf(last); // a failure ends the command early
            }
            last = producer.send(record(serializer, line.text()));
        }
        producer.flush();
        if (last != null) {
            placeOf(last);
        }
        terminal.note("sent " + lines.number() + " texts to topic " + topic);
        return ExitCode.OK;
    }

    private ProducerRecord<byte[], byte[]> record(TextmillAvroSerializer serializer, String text) {
        return new ProducerRecord<>(topic, serializer.serialize(topic, new TextEvent(text, null)));
    }

    private static RecordMetadata placeOf(Future<RecordMetadata> sent) throws InterruptedException {
        try {
            return sent.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }
}
