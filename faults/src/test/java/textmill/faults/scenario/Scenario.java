package textmill.faults.scenario;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionTimeoutException;
import textmill.faults.app.AppProcess;
import textmill.faults.app.StubResult;
import textmill.faults.load.Load;
import textmill.faults.load.Texts;
import textmill.faults.oracle.Gaps;
import textmill.faults.oracle.Oracle;
import textmill.faults.oracle.OutputReader;
import textmill.faults.oracle.OutputRecord;
import textmill.faults.oracle.ResultKind;
import textmill.faults.oracle.Verdict;

/** Topics with a load, applications that work on it, and the oracle. Used by one thread. */
public final class Scenario implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final Duration POLL = Duration.ofMillis(10);

    private final Site site;
    private final Plan plan;
    private final String results;
    private final Load load;
    private final Oracle oracle;
    private final Gaps gaps = new Gaps(Plan.PARTITIONS);
    private final OutputReader reader;
    private final Offsets offsets;
    private final List<AppProcess> apps = new ArrayList<>();
    /** Who works in which state directory, or did last. */
    private final Map<Integer, AppProcess> places = new HashMap<>();

    /**
     * The output that is judged.
     *
     * @param suffix of its topic
     * @param kind how it is read
     * @param expected what is right
     */
    public record Judged(String suffix, ResultKind<?> kind, Oracle.ExpectedResult expected) {
        private static final String EMBEDDINGS = "embeddings";
    }

    private Scenario(Site site, Plan plan, Judged judged) {
        this.site = site;
        this.plan = plan;
        this.results = plan.name() + "." + judged.suffix;
        String deadLetters = plan.name() + ".dead-letters";
        List<String> topics = new ArrayList<>(List.of(plan.name(), results, deadLetters));
        if (!judged.suffix.equals(Judged.EMBEDDINGS)) {
            topics.add(plan.name() + "." + Judged.EMBEDDINGS);
        }
        site.cluster().createTopics(Plan.PARTITIONS, topics);
        Load.Plan written = new Load.Plan(plan.name(), Plan.PARTITIONS, plan.records(), plan.perSecond());
        String brokers = site.cluster().bootstrapServers();
        this.load = new Load(brokers, site.registry().url(), written);
        this.oracle = new Oracle(written, judged.expected);
        this.reader = new OutputReader(
                brokers,
                new OutputReader.Topics(results, judged.kind, deadLetters, Plan.PARTITIONS),
                OutputReader.Oracles.only(oracle),
                gaps);
        this.offsets = new Offsets(site.cluster().admin(), Plan.PARTITIONS);
    }

    /** Makes the topics, and begins to write and to read. Results must be those of the stub engine. */
    public static Scenario open(Site site, Plan plan) {
        return open(site, plan, Scenario::isStubResult);
    }

    /** The same with another idea of the right results. */
    public static Scenario open(Site site, Plan plan, Oracle.ExpectedResult expected) {
        return open(site, plan, new Judged(Judged.EMBEDDINGS, ResultKind.EMBEDDINGS, expected));
    }

    /** The same of another output. */
    public static Scenario open(Site site, Plan plan, Judged judged) {
        Scenario scenario = new Scenario(site, plan, judged);
        scenario.reader.start();
        scenario.load.start();
        return scenario;
    }

    static boolean isStubResult(OutputRecord result) {
        String text = Texts.text(result.sourcePartition(), result.sourceOffset());
        return ExpectedVector.exactly(StubResult.vector(text)).matches(result);
    }

    /** True if a result has the key of its source. */
    public static boolean hasItsKey(OutputRecord result) {
        return Arrays.equals(result.key(), Texts.key(result.sourcePartition(), result.sourceOffset()));
    }

    /** Starts one more application; does not wait for it. */
    public AppProcess startApp() {
        return startApp(plan.shape());
    }

    /** The same on something else than the plan's. */
    public AppProcess startApp(AppProcess.Shape shape) {
        int place = freePlace();
        Map<String, String> settings = new HashMap<>(Map.of(
                "bootstrap.servers",
                site.cluster().bootstrapServers(),
                "schema.registry.url",
                site.registry().url(),
                "application.id",
                plan.name(),
                "input.topic",
                plan.name(),
                "task.embeddings.model",
                "stub",
                "http.port",
                "0",
                "kafka.consumer.auto.offset.reset",
                "earliest"));
        if (!"streams".equals(plan.settings().get("group.protocol"))) {
            settings.put("kafka.consumer.session.timeout.ms", "6000");
        }
        // Of instances that work at once each has its own; what a dead one left is found by the next.
        settings.put(
                "kafka.state.dir",
                site.directory().resolve(plan.name()).resolve("state-" + place).toString());
        settings.putAll(plan.settings());
        AppProcess app =
                AppProcess.start(site.directory().resolve(plan.name()), "app-" + (apps.size() + 1), settings, shape);
        apps.add(app);
        places.put(place, app);
        return app;
    }

    private int freePlace() {
        int place = 0;
        while (places.containsKey(place) && places.get(place).process().isAlive()) {
            place++;
        }
        return place;
    }

    /** Waits until so many source records have their result. They are not there before they are written. */
    public void awaitResults(long count) {
        Duration limit = LIMIT.plusSeconds(2 * count / plan.perSecond());
        await("results of " + plan.name()).atMost(limit).pollInterval(POLL).until(() -> {
            reader.check();
            load.check();
            return oracle.distinct() >= count;
        });
    }

    /** Source records with their result so far. */
    public long results() {
        return oracle.distinct();
    }

    /** Results so far, repeated ones included. */
    public long resultsInAll() {
        return oracle.total();
    }

    /** Records written so far. */
    public long written() {
        return load.acknowledged();
    }

    /** The input, to change what it writes. */
    public Load load() {
        return load;
    }

    /** Most results that were read within a second. */
    public long peakPerSecond() {
        return gaps.peakPerSecond();
    }

    /** How long there was no output. */
    public Gaps gaps() {
        return gaps;
    }

    /** How far the group is behind the end of the input. */
    public long lag() {
        return offsets.lag(plan.name(), plan.name());
    }

    /** Ends the load, then as {@link #finish}. */
    public Verdict stopAndFinish() throws InterruptedException {
        load.stop();
        return finish(LIMIT);
    }

    /**
     * Waits for the last record to be written, computed, committed and read, and judges. The output must then hold no
     * open transaction and the group have no lag; the verdict says whether it came to that.
     */
    public Verdict finish() throws InterruptedException {
        return finish(LIMIT.plusSeconds(2 * plan.records() / plan.perSecond()));
    }

    private Verdict finish(Duration loadLimit) throws InterruptedException {
        Load.Plan written = load.awaitDone(loadLimit);
        boolean settled = true;
        try {
            await("the end of " + plan.name())
                    .atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> {
                        reader.check();
                        return oracle.distinct() + oracle.deadLetters() >= written.records() && isSettled();
                    });
        } catch (ConditionTimeoutException e) {
            settled = false;
        }
        return oracle.verdict(written, settled);
    }

    /** True if everything is committed, nothing is half done, and all of it has been read. */
    private boolean isSettled() {
        return lag() == 0
                && offsets.isStable(results)
                && reader.hasReached(offsets.ends(results))
                && reader.hasReached(offsets.ends(plan.name() + ".dead-letters"));
    }

    @Override
    public void close() {
        apps.forEach(AppProcess::close);
        load.close();
        reader.close();
    }
}
