package textmill.faults.scenario;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import textmill.faults.app.AppProcess;
import textmill.faults.app.KillMoment;
import textmill.faults.app.ReembedMain;
import textmill.faults.load.Load;
import textmill.faults.oracle.Oracle;
import textmill.faults.oracle.Verdict;
import textmill.faults.oracle.WholeTopic;
import textmill.faults.process.ChildProcess;
import textmill.faults.report.Row;
import textmill.faults.report.Size;

/**
 * An application under load whose model is changed by a rolling restart, and beside it a reembedding of what came before,
 * which is killed again and again. Judged is the union: the new topic up to the cut-over, the application's own from it on.
 */
public final class ReembedScenario implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final long SEED = 20_261_126;
    private static final long SOME = 300;
    private static final String NAME = "reembed";
    private static final String SUFFIX = ".v2";
    private static final String NEW_MODEL = "new";
    private static final List<String> JVM =
            List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dlogback.configurationFile=child.xml");
    /** Slow, so that there is something to break off. */
    private static final int LONGEST_BATCH_MS = 60;

    /** A job that is to be killed has work for longer than whoever kills it can be held up. */
    private static final int LONGEST_BATCH_TO_BE_KILLED_MS = 400;

    private static final KillMoment[] MOMENTS = {
        KillMoment.SEND, KillMoment.OFFSETS, KillMoment.COMMIT, KillMoment.FLUSH
    };

    private final Site site;
    private final Plan plan;
    private final Offsets offsets;
    private final Scenario live;

    private ReembedScenario(Site site, Plan plan, Scenario live) {
        this.site = site;
        this.plan = plan;
        this.live = live;
        this.offsets = new Offsets(site.cluster().admin(), Plan.PARTITIONS);
    }

    /** Makes the topics, and begins to write; that goes on to the end. */
    public static ReembedScenario open(Site site, int perSecond) {
        Plan plan = Plan.endless(NAME, perSecond);
        Scenario live = Scenario.open(site, plan);
        site.cluster()
                .createTopics(Plan.PARTITIONS, List.of(NAME + ".embeddings" + SUFFIX, NAME + ".dead-letters" + SUFFIX));
        return new ReembedScenario(site, plan, live);
    }

    /** Has an application compute so many records, then another one with the new model take its place. */
    public void changeModel(long after) {
        AppProcess old = live.startApp();
        live.awaitResults(after);
        AppProcess young = live.startApp(new AppProcess.Shape("stub:512:64:40:5:" + NEW_MODEL, false));
        young.awaitReady();
        old.process().terminate();
        old.process().awaitExit(LIMIT);
        live.awaitResults(live.results() + SOME);
    }

    /** Reembeds what came before, over kills at random moments and in the middle of commits; gives the cut-overs. */
    public Map<Integer, Long> reembed(int kills, Row row) throws IOException {
        Path done = site.directory().resolve(NAME).resolve("cut-over");
        Random random = new Random(SEED);
        for (int i = 0; ; i++) {
            try (ChildProcess job = startJob(i, done, i < kills)) {
                if (i < kills) {
                    // Not before it works: what is killed before that proves nothing.
                    await("work").atMost(LIMIT).until(() -> job.output().contains("left ") || !job.isAlive());
                    if (i % 2 == 1) {
                        job.tell("die " + MOMENTS[i / 2 % MOMENTS.length]);
                    } else {
                        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(400_000)));
                    }
                    if (i % 2 == 0 || !job.hasEndedWithin(Duration.ofSeconds(15))) {
                        job.kill();
                    }
                    row.killed();
                } else if (job.awaitExit(limit()) == 0) {
                    return cuts(done);
                } else {
                    throw new AssertionError("the reembedding ended: " + job.output());
                }
            }
        }
    }

    /** For a job that computes what was written before it, no slower than it was written. */
    private Duration limit() {
        return LIMIT.plusSeconds(live.written() / plan.perSecond());
    }

    private ChildProcess startJob(int number, Path done, boolean toBeKilled) {
        String engine = "stub:" + Size.of("reembed.window", 16, 64) + ":" + Size.of("reembed.batch", 4, 16);
        int longestMs = toBeKilled ? LONGEST_BATCH_TO_BE_KILLED_MS : LONGEST_BATCH_MS;
        Path directory = site.directory().resolve(NAME);
        return ChildProcess.start(
                ReembedMain.class,
                directory.resolve("job-" + number + ".log"),
                JVM,
                List.of(
                        directory.resolve("app-1.properties").toString(),
                        SUFFIX,
                        engine + ":" + longestMs + ":" + number + ":" + NEW_MODEL,
                        done.toString()));
    }

    private static Map<Integer, Long> cuts(Path done) throws IOException {
        Map<Integer, Long> cuts = new HashMap<>();
        for (String line : Files.readAllLines(done)) {
            String[] words = line.split(" ", -1);
            cuts.put(Integer.valueOf(words[0]), Long.valueOf(words[1]));
        }
        return cuts;
    }

    /** Waits for the application to finish, and judges: results of another model, and of the wrong side, are wrong. */
    public Verdict finish(Map<Integer, Long> cuts) throws InterruptedException {
        Verdict own = live.stopAndFinish();
        await("the end").atMost(LIMIT).until(() -> offsets.isStable(NAME + ".embeddings" + SUFFIX));
        Load.Plan written = new Load.Plan(NAME, Plan.PARTITIONS, own.records(), plan.perSecond());
        Oracle oracle = new Oracle(written, Scenario::isStubResult);
        WholeTopic topics = new WholeTopic(
                site.cluster().bootstrapServers(), site.registry().url(), Plan.PARTITIONS);
        long[] wrong = new long[1];
        topics.read(NAME + ".embeddings" + SUFFIX, (result, model) -> {
            wrong[0] +=
                    model.equals(NEW_MODEL) && result.sourceOffset() < cuts.getOrDefault(result.sourcePartition(), -1L)
                            ? 0
                            : 1;
            oracle.result(result);
        });
        topics.read(NAME + ".embeddings", (result, model) -> {
            if (result.sourceOffset() >= cuts.getOrDefault(result.sourcePartition(), -1L)) {
                wrong[0] += model.equals(NEW_MODEL) ? 0 : 1;
                oracle.result(result);
            }
        });
        Verdict verdict = oracle.verdict(written, own.isExact());
        return new Verdict(
                verdict.records(),
                verdict.lost(),
                verdict.duplicated(),
                verdict.reordered(),
                verdict.wrong() + wrong[0],
                verdict.deadLetters(),
                verdict.examples(),
                verdict.settled());
    }

    @Override
    public void close() {
        live.close();
    }
}
