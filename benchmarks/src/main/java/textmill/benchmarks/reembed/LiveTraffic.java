package textmill.benchmarks.reembed;

import java.time.Duration;
import textmill.benchmarks.kafka.Bed;
import textmill.benchmarks.kafka.ResultReader;
import textmill.benchmarks.kafka.TextSender;
import textmill.benchmarks.stream.OpenLoop;
import textmill.benchmarks.stream.Schedule;

/** Texts that somebody waits for, behind those of the past. Used by one thread. */
final class LiveTraffic implements OpenLoop.Target {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration LIMIT = Duration.ofMinutes(30);
    private static final long SEED = 20_261_126;

    private final TextSender sender;
    private final ResultReader reader;
    private final int past;
    private int next;

    /** @param past messages whose results are not the application's */
    LiveTraffic(TextSender sender, ResultReader reader, int past) {
        this.sender = sender;
        this.reader = reader;
        this.past = past;
        this.next = past;
    }

    /** Waits until every partition is read. */
    void awaitJoined() throws InterruptedException {
        while (next < past + Bed.PARTITIONS) {
            sender.send(next++);
        }
        reader.awaitAll(next - past, START_LIMIT);
    }

    /** Sends so many at once; gives the texts per second that pass. It warms up everything on the way, too. */
    double saturate(int texts) throws InterruptedException {
        long began = System.nanoTime();
        int end = next + texts;
        while (next < end) {
            sender.send(next++);
        }
        awaitAll(end);
        return texts / ((System.nanoTime() - began) / 1e9);
    }

    /** Sends for a while, and waits for the results. The same schedule each time, so that stretches can be compared. */
    OpenLoop.Latency run(double perSecond, double seconds) throws InterruptedException {
        int messages = (int) Math.max(1, Math.round(perSecond * seconds));
        int first = next;
        next += messages;
        return new OpenLoop(this).run(Schedule.poisson(messages, perSecond, SEED), first, 0);
    }

    @Override
    public void send(int message) {
        sender.send(message);
    }

    @Override
    public void awaitAll(int end) throws InterruptedException {
        sender.flush();
        reader.awaitAll(end - past, LIMIT);
    }

    @Override
    public long completedNanos(int message) {
        return reader.completedNanos(message);
    }
}
