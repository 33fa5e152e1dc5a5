package textmill.faults.scenario;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.core.ConditionTimeoutException;
import textmill.faults.app.AppProcess;
import textmill.faults.app.KillMoment;
import textmill.faults.load.Load;
import textmill.faults.oracle.Gaps;
import textmill.faults.oracle.Oracle;
import textmill.faults.oracle.OutputReader;
import textmill.faults.oracle.ResultKind;
import textmill.faults.oracle.Verdict;
import textmill.faults.report.Row;

/**
 * Two pipelines in one application: {@code desk} reads topics a and b and computes vectors and intents, {@code shop} reads
 * topic c and computes moods; two classifiers and one embedder, real models. Every output topic is judged for each of its
 * input topics.
 */
public final class PipelinesScenario implements AutoCloseable {
    private static final String NAME = "pipelines";
    private static final String OF = " of ";
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final long SEED = 20_261_125;
    private static final KillMoment[] MOMENTS = {
        KillMoment.SEND, KillMoment.FLUSH, KillMoment.OFFSETS, KillMoment.COMMIT
    };

    private final Site site;
    private final long records;
    private final SmallModels models;
    private final List<Load> loads = new ArrayList<>();
    private final List<OutputReader> readers = new ArrayList<>();
    private final Map<String, Oracle> oracles = new LinkedHashMap<>();
    private final Map<String, Load.Plan> plans = new HashMap<>();
    private final List<AppProcess> apps = new ArrayList<>();
    private final Offsets offsets;

    private PipelinesScenario(Site site, long records, SmallModels models) {
        this.site = site;
        this.records = records;
        this.models = models;
        this.offsets = new Offsets(site.cluster().admin(), Plan.PARTITIONS);
    }

    /** Makes the topics, and begins to write and to read. */
    public static PipelinesScenario open(Site site, long records, int perSecond, SmallModels models) {
        PipelinesScenario scenario = new PipelinesScenario(site, records, models);
        site.cluster().createTopics(Plan.PARTITIONS, topics());
        for (String input : List.of("a", "b", "c")) {
            Load.Plan plan = new Load.Plan(topic(input), Plan.PARTITIONS, records, perSecond);
            scenario.plans.put(plan.topic(), plan);
            scenario.loads.add(
                    new Load(site.cluster().bootstrapServers(), site.registry().url(), plan));
        }
        scenario.read("a.vectors", ResultKind.EMBEDDINGS, models::isVector, "a", "b");
        scenario.read("a.intents", ResultKind.CLASSIFICATIONS, models::isClassification, "a", "b");
        scenario.read("c.moods", ResultKind.CLASSIFICATIONS, models::isClassification, "c");
        scenario.read("c.sure", ResultKind.CLASSIFICATIONS, models::isClassification, "c");
        scenario.loads.forEach(Load::start);
        return scenario;
    }

    private static String topic(String suffix) {
        return NAME + "." + suffix;
    }

    private static List<String> topics() {
        return List.of("a", "b", "c", "a.vectors", "a.intents", "c.moods", "c.sure", "a.dead-letters", "c.dead-letters")
                .stream()
                .map(PipelinesScenario::topic)
                .toList();
    }

    private void read(String output, ResultKind<?> kind, Oracle.ExpectedResult expected, String... inputs) {
        for (String input : inputs) {
            oracles.put(output + OF + topic(input), new Oracle(plan(topic(input)), expected));
        }
        OutputReader.Topics topics =
                new OutputReader.Topics(topic(output), kind, topic(inputs[0] + ".dead-letters"), Plan.PARTITIONS);
        OutputReader.Oracles bySource = source -> Objects.requireNonNull(
                oracles.get(output + OF + source), () -> "nothing of topic " + source + " belongs into " + output);
        Gaps gaps = new Gaps(Plan.PARTITIONS);
        readers.add(new OutputReader(site.cluster().bootstrapServers(), topics, bySource, gaps).start());
    }

    private Load.Plan plan(String topic) {
        return Objects.requireNonNull(plans.get(topic));
    }

    /** Kills the application again and again while it works, every other time inside a commit; leaves one running. */
    public void kill(int kills, Row row) {
        Random random = new Random(SEED);
        AppProcess app = startApp();
        for (int i = 0; i < kills; i++) {
            long due = (long) (records * oracles.size() * (i + 0.5) / (kills + 1));
            await("results").atMost(LIMIT).pollInterval(Duration.ofMillis(10)).until(() -> {
                readers.forEach(OutputReader::check);
                loads.forEach(Load::check);
                return distinct() >= due;
            });
            if (i % 2 == 1) {
                app.dieAt(MOMENTS[i / 2 % MOMENTS.length], Duration.ofSeconds(15));
            } else {
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(200_000)));
                app.process().kill();
            }
            row.killed();
            app = startApp();
        }
    }

    private long distinct() {
        return oracles.values().stream().mapToLong(Oracle::distinct).sum();
    }

    private AppProcess startApp() {
        Map<String, String> settings = new HashMap<>(Map.of(
                "bootstrap.servers", site.cluster().bootstrapServers(),
                "schema.registry.url", site.registry().url(),
                "application.id", NAME,
                "http.port", "0",
                "device", "cpu",
                "kafka.consumer.auto.offset.reset", "earliest",
                "kafka.consumer.session.timeout.ms", "6000"));
        settings.put("pipeline.desk.input.topic", topic("a") + "," + topic("b"));
        settings.put("pipeline.desk.task.vectors.model", SmallModels.EMBEDDER);
        settings.put("pipeline.desk.task.intents.model", SmallModels.CLASSIFIER);
        settings.put("pipeline.desk.task.intents.top.k", "100");
        settings.put("pipeline.shop.input.topic", topic("c"));
        settings.put("pipeline.shop.task.moods.model", models.secondClassifier());
        settings.put("pipeline.shop.task.moods.top.k", "100");
        // A condition that always holds: what a route misses or has twice is then seen as in every other output.
        settings.put("pipeline.shop.task.moods.route.sure.topic", topic("c.sure"));
        settings.put("pipeline.shop.task.moods.route.sure.score.above", "0");
        AppProcess app = AppProcess.start(
                site.directory().resolve(NAME), "app-" + (apps.size() + 1), settings, AppProcess.Shape.configured());
        apps.add(app);
        return app;
    }

    /** Waits for the end and judges every output for every input: by name, for example {@code a.intents of x.b}. */
    public Map<String, Verdict> finish() throws InterruptedException {
        for (Load load : loads) {
            load.awaitDone(LIMIT);
        }
        boolean settled = true;
        try {
            await("the end").atMost(LIMIT).pollInterval(Duration.ofMillis(200)).until(() -> {
                readers.forEach(OutputReader::check);
                return distinct() >= records * oracles.size() && isSettled();
            });
        } catch (ConditionTimeoutException e) {
            settled = false;
        }
        Map<String, Verdict> verdicts = new LinkedHashMap<>();
        boolean end = settled;
        oracles.forEach((name, oracle) -> {
            Load.Plan plan = plan(name.substring(name.indexOf(OF) + OF.length()));
            verdicts.put(name, oracle.verdict(plan, end));
        });
        return verdicts;
    }

    private boolean isSettled() {
        List<String> outputs = topics().subList(3, 7);
        for (int i = 0; i < outputs.size(); i++) {
            if (!offsets.isStable(outputs.get(i)) || !readers.get(i).hasReached(offsets.ends(outputs.get(i)))) {
                return false;
            }
        }
        return plans.keySet().stream().allMatch(topic -> offsets.lag(NAME, topic) == 0);
    }

    @Override
    public void close() {
        apps.forEach(AppProcess::close);
        loads.forEach(Load::close);
        readers.forEach(OutputReader::close);
    }
}
