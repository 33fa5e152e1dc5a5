package textmill.benchmarks.endtoend;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import textmill.benchmarks.TextFile;
import textmill.benchmarks.contender.ContenderSettings;
import textmill.benchmarks.kafka.Bed;
import textmill.benchmarks.kafka.BenchTask;
import textmill.benchmarks.kafka.Pipeline;
import textmill.benchmarks.kafka.ResultReader;
import textmill.benchmarks.kafka.TextSender;
import textmill.benchmarks.kafka.TopologyPipeline;

/**
 * Sends one application that traces blocks of records that somebody follows and blocks of records that nobody does, in turn.
 * Two processes of the same build differ by more than tracing costs; two blocks of one process do not.
 */
public final class TracingCostRun {
    private static final Duration LIMIT = Duration.ofMinutes(30);

    private TracingCostRun() {}

    /** Settings: {@code tasks}, {@code texts}, {@code rounds}, {@code block} (texts), {@code out}. */
    public static void main(String[] arguments) throws Exception {
        run(ContenderSettings.parse(arguments));
        System.exit(0);
    }

    private static void run(ContenderSettings settings) throws IOException, InterruptedException {
        List<BenchTask> tasks = BenchTask.parse(settings.text("tasks"));
        List<String> texts = TextFile.read(settings.path("texts"), Integer.MAX_VALUE);
        int rounds = settings.number("rounds", 0);
        int block = settings.number("block", 0);
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode result = mapper.createObjectNode();
        // The blocks of the first two rounds warm up.
        int end = 2 * block * (rounds + 2);
        try (Bed bed = Bed.start(tasks);
                TextSender sender = TextSender.endless(bed, texts);
                Pipeline pipeline = TopologyPipeline.start(bed, tasks, "exactly_once_v2", TraceSink.settings());
                ResultReader reader = ResultReader.open(bed, tasks, end)) {
            ArrayNode traced = result.putArray("tracedSeconds");
            ArrayNode untraced = result.putArray("untracedSeconds");
            int next = 0;
            for (int round = -2; round < rounds; round++) {
                for (boolean follow : round % 2 == 0 ? new boolean[] {true, false} : new boolean[] {false, true}) {
                    double seconds = block(sender, reader, next, next + block, follow);
                    next += block;
                    if (round >= 0) {
                        (follow ? traced : untraced).add(seconds);
                    }
                }
            }
            result.put("rowsPerBatch", pipeline.statistics().rowsPerBatch());
        }
        mapper.writeValue(settings.path("out").toFile(), result);
    }

    /** From the first text sent until the last has its results. */
    private static double block(TextSender sender, ResultReader reader, int from, int to, boolean follow)
            throws InterruptedException {
        long began = System.nanoTime();
        for (int number = from; number < to; number++) {
            sender.send(number, follow ? List.of(traceparent(number)) : List.of());
        }
        reader.awaitAll(to, LIMIT);
        long last = began;
        for (int number = from; number < to; number++) {
            last = Math.max(last, reader.completedNanos(number));
        }
        return (last - began) / 1e9;
    }

    /** W3C Trace Context: version, trace, span of whoever sent the record, and that it is sampled. */
    private static Header traceparent(int number) {
        String value = String.format(Locale.ROOT, "00-%032x-%016x-01", number + 1, number + 1);
        return new RecordHeader("traceparent", value.getBytes(US_ASCII));
    }
}
