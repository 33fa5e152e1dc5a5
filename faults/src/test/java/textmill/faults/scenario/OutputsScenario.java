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
import textmill.faults.load.Texts;
import textmill.faults.oracle.Gaps;
import textmill.faults.oracle.Oracle;
import textmill.faults.oracle.OutputReader;
import textmill.faults.oracle.ResultKind;
import textmill.faults.oracle.Verdict;
import textmill.faults.report.Row;

/**
 * One application with real models and several outputs, killed again and again while it works. Every output topic is judged
 * for each of its input topics.
 */
public final class OutputsScenario implements AutoCloseable {
    private static final String OF = " of ";
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final long SEED = 20_261_125;
    private static final KillMoment[] MOMENTS = {
        KillMoment.SEND, KillMoment.FLUSH, KillMoment.OFFSETS, KillMoment.COMMIT
    };

    private final Site site;
    private final Setup setup;
    private final List<Load> loads = new ArrayList<>();
    private final List<OutputReader> readers = new ArrayList<>();
    private final Map<String, Oracle> oracles = new LinkedHashMap<>();
    private final Map<String, Load.Plan> plans = new HashMap<>();
    private final List<AppProcess> apps = new ArrayList<>();
    private final Offsets offsets;

    /**
     * What is written, read and judged.
     *
     * @param name of the application
     * @param inputs what is written to each input topic
     * @param texts of the records
     * @param outputs what is judged
     * @param settings of the pipelines
     */
    public record Setup(
            String name,
            List<Load.Plan> inputs,
            Texts.Source texts,
            List<Output> outputs,
            Map<String, String> settings) {
        /** Copies lists and map. */
        public Setup {
            inputs = List.copyOf(inputs);
            outputs = List.copyOf(outputs);
            settings = Map.copyOf(settings);
        }
    }

    /**
     * An output topic.
     *
     * @param topic its name
     * @param kind how its records are read
     * @param expected which are right
     * @param deadLetters topic with the dead letters of its pipeline
     * @param inputs topics that it has results of
     */
    public record Output(
            String topic, ResultKind<?> kind, Oracle.ExpectedResult expected, String deadLetters, List<String> inputs) {
        /** Copies the list. */
        public Output {
            inputs = List.copyOf(inputs);
        }
    }

    private OutputsScenario(Site site, Setup setup) {
        this.site = site;
        this.setup = setup;
        this.offsets = new Offsets(site.cluster().admin(), Plan.PARTITIONS);
    }

    /** Makes the topics, and begins to write and to read. */
    public static OutputsScenario open(Site site, Setup setup) {
        OutputsScenario scenario = new OutputsScenario(site, setup);
        List<String> topics = new ArrayList<>();
        setup.inputs.forEach(input -> topics.add(input.topic()));
        setup.outputs.forEach(output -> topics.addAll(List.of(output.topic, output.deadLetters)));
        site.cluster().createTopics(Plan.PARTITIONS, topics.stream().distinct().toList());
        for (Load.Plan plan : setup.inputs) {
            scenario.plans.put(plan.topic(), plan);
            scenario.loads.add(
                    new Load(site.cluster().bootstrapServers(), site.registry().url(), plan, setup.texts));
        }
        setup.outputs.forEach(scenario::read);
        scenario.loads.forEach(Load::start);
        return scenario;
    }

    private void read(Output output) {
        for (String input : output.inputs) {
            oracles.put(output.topic + OF + input, new Oracle(plan(input), output.expected));
        }
        OutputReader.Topics topics =
                new OutputReader.Topics(output.topic, output.kind, output.deadLetters, Plan.PARTITIONS);
        OutputReader.Oracles bySource = source -> Objects.requireNonNull(
                oracles.get(output.topic + OF + source),
                () -> "nothing of topic " + source + " belongs into " + output.topic);
        Gaps gaps = new Gaps(Plan.PARTITIONS);
        readers.add(new OutputReader(site.cluster().bootstrapServers(), topics, bySource, gaps).start());
    }

    private Load.Plan plan(String topic) {
        return Objects.requireNonNull(plans.get(topic));
    }

    /** Kills the application again and again while it works, every other time inside a commit; leaves one running. */
    public void kill(int kills, Row row) {
        Random random = new Random(SEED);
        long expected = expected();
        AppProcess app = startApp();
        for (int i = 0; i < kills; i++) {
            long due = (long) (expected * (i + 0.5) / (kills + 1));
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

    private long expected() {
        return oracles.values().stream().mapToLong(Oracle::expected).sum();
    }

    private long distinct() {
        return oracles.values().stream().mapToLong(Oracle::distinct).sum();
    }

    private AppProcess startApp() {
        Map<String, String> settings = new HashMap<>(Map.of(
                "bootstrap.servers", site.cluster().bootstrapServers(),
                "schema.registry.url", site.registry().url(),
                "application.id", setup.name,
                "http.port", "0",
                "device", "cpu",
                "kafka.consumer.auto.offset.reset", "earliest",
                "kafka.consumer.session.timeout.ms", "6000"));
        settings.putAll(setup.settings);
        AppProcess app = AppProcess.start(
                site.directory().resolve(setup.name),
                "app-" + (apps.size() + 1),
                settings,
                AppProcess.Shape.configured());
        apps.add(app);
        return app;
    }

    /** Waits for the end and judges every output for every input: by name, for example {@code a.intents of x.b}. */
    public Map<String, Verdict> finish() throws InterruptedException {
        for (Load load : loads) {
            load.awaitDone(LIMIT);
        }
        boolean settled = true;
        long expected = expected();
        try {
            await("the end").atMost(LIMIT).pollInterval(Duration.ofMillis(200)).until(() -> {
                readers.forEach(OutputReader::check);
                return distinct() >= expected && isSettled();
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
        for (int i = 0; i < setup.outputs.size(); i++) {
            String output = setup.outputs.get(i).topic;
            if (!offsets.isStable(output) || !readers.get(i).hasReached(offsets.ends(output))) {
                return false;
            }
        }
        return plans.keySet().stream().allMatch(topic -> offsets.lag(setup.name, topic) == 0);
    }

    @Override
    public void close() {
        apps.forEach(AppProcess::close);
        loads.forEach(Load::close);
        readers.forEach(OutputReader::close);
    }
}
