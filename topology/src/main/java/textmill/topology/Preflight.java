package textmill.topology;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.jspecify.annotations.Nullable;
import textmill.runtime.engine.InferenceEngine;
import textmill.runtime.engine.ModelPlacement;
import textmill.schema.registry.RestSchemaRegistry;
import textmill.topology.config.ConfigException;
import textmill.topology.config.DeliveryKeys;
import textmill.topology.config.KafkaKeys;
import textmill.topology.config.OperationKeys;
import textmill.topology.config.PipelineConfig;
import textmill.topology.config.RegistryKeys;
import textmill.topology.config.TextmillConfig;
import textmill.topology.health.FirstLook;
import textmill.topology.health.HealthSettings;
import textmill.topology.judging.Judging;
import textmill.topology.start.BriefAdmin;
import textmill.topology.start.BrokerRefusal;
import textmill.topology.start.Check;
import textmill.topology.start.Check.Level;
import textmill.topology.start.NeededRight;
import textmill.topology.start.RightChecks;
import textmill.topology.start.Rights;
import textmill.topology.start.TopicWarnings;
import textmill.topology.topics.TopicFacts;
import textmill.topology.topics.TopicInspector;

/**
 * Everything that a start would find out, without joining a group, registering a schema or writing a record. Each part
 * goes on after what it finds wrong. Used by one thread.
 */
public final class Preflight {
    private final TextmillConfig config;
    private final Duration patience;

    /** @param patience longest wait for each answer of brokers or registry */
    public Preflight(TextmillConfig config, Duration patience) {
        this.config = config;
        this.patience = patience;
    }

    /** The brokers: connection, rights, topics, and what waits in them. */
    public List<Check> brokers() {
        List<Check> checks = new ArrayList<>();
        try (Admin admin = new BriefAdmin(StartUp.adminConfig(config, patience))) {
            checks.add(cluster(admin));
            Rights rights = new Rights(admin, patience, config.kafka());
            checks.addAll(RightChecks.of(rights, rights(config), helpfulRights(config)));
            StartUp.members(admin, config, patience)
                    .forEach(problem -> checks.add(Check.of(Level.FAIL, "group", problem)));
            Map<String, TopicFacts> facts = topics(admin, checks);
            config.applications().forEach((group, pipelines) -> work(group, pipelines, facts, checks));
        } catch (KafkaException e) {
            checks.add(
                    BrokerRefusal.isDistrust(e)
                            ? Check.of(Level.FAIL, "brokers", BrokerRefusal.line(config.kafka(), e))
                            : Check.fail(
                                    "brokers",
                                    "no connection to " + config.get(KafkaKeys.BOOTSTRAP_SERVERS) + " ("
                                            + BrokerRefusal.reason(e) + ")",
                                    BrokerRefusal.question(config.kafka(), "kafka.")
                                            .orElse("correct bootstrap.servers and kafka.*, or start the brokers")));
        } catch (ConfigException e) {
            e.problems().forEach(problem -> checks.add(Check.of(Level.FAIL, "brokers", problem)));
        }
        return checks;
    }

    private Check cluster(Admin admin) {
        DescribeClusterResult cluster = admin.describeCluster();
        int nodes = await(cluster.nodes()).size();
        return Check.ok(
                "brokers", nodes + (nodes == 1 ? " broker" : " brokers") + " of cluster " + await(cluster.clusterId()));
    }

    private <T> T await(KafkaFuture<T> answer) {
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException(e);
        }
    }

    /** Rights without which a configuration works, and checks less before it writes. */
    public static List<NeededRight> helpfulRights(TextmillConfig config) {
        return NeededRight.helpful(StartUp.names(config.pipelines()));
    }

    /** The rights that a configuration needs. */
    public static List<NeededRight> rights(TextmillConfig config) {
        boolean transactions = config.get(KafkaKeys.PROCESSING_GUARANTEE) == KafkaKeys.Guarantee.EXACTLY_ONCE_V2;
        Stream<NeededRight> plain = config.applications().entrySet().stream()
                .flatMap(application ->
                        NeededRight.of(StartUp.names(application.getValue()), application.getKey(), transactions)
                                .stream());
        Stream<NeededRight> changelogs = config.pipelines().stream()
                .flatMap(pipeline -> Judging.changelog(pipeline).stream())
                .flatMap(topic -> NeededRight.ofChangelog(topic).stream());
        return Stream.concat(plain, changelogs).distinct().toList();
    }

    /** What waits for one application, and what would keep it from working. */
    public static FirstLook look(TextmillConfig config, String application) {
        List<PipelineConfig> pipelines = config.applications().getOrDefault(application, List.of());
        return FirstLook.at(HealthSettings.of(config, application, StartUp.names(pipelines)));
    }

    /** Settings of an administrator's client that gives up in time. May hold secrets. */
    public static Map<String, Object> adminConfig(TextmillConfig config, Duration patience) {
        return StartUp.adminConfig(config, patience);
    }

    /** What {@code produce} and {@code tail} need, with a login of their own. */
    public static List<NeededRight> clientRights(TextmillConfig config) {
        return NeededRight.ofClients(StartUp.names(config.pipelines()));
    }

    private Map<String, TopicFacts> topics(Admin admin, List<Check> checks) {
        HealthSettings.Topics used = StartUp.names(config.pipelines());
        List<String> names = new ArrayList<>(used.inputs().stream().sorted().toList());
        used.outputs().stream().sorted().filter(name -> !names.contains(name)).forEach(names::add);
        TopicInspector inspector = new TopicInspector(admin, config.maxRequestBytes(), patience);
        // What rights are missing to them has been said.
        names.removeAll(inspector.hidden(names));
        Map<String, TopicFacts> facts = new TreeMap<>();
        for (String name : names) {
            try {
                facts.putAll(inspector.inspect(List.of(name)));
                checks.add(Check.ok("topics", name + ": " + inWords(facts.get(name))));
            } catch (ConfigException e) {
                e.problems().forEach(problem -> checks.add(Check.of(Level.FAIL, "topics", problem)));
            }
        }
        facts.putAll(inspector.inspectAgain(StartUp.stores(config.pipelines())));
        for (PipelineConfig pipeline : config.pipelines()) {
            try {
                StartUp.checkDeadLetters(pipeline, facts);
                StartUp.checkFeedback(pipeline, facts);
                StartUp.checkStore(pipeline, facts);
            } catch (ConfigException e) {
                e.problems().forEach(problem -> checks.add(Check.of(Level.FAIL, "topics", problem)));
            }
        }
        return facts;
    }

    private static String inWords(@Nullable TopicFacts facts) {
        if (facts == null) {
            return "nothing is known of it";
        }
        return facts.partitions() + (facts.partitions() == 1 ? " partition" : " partitions") + ", records up to "
                + facts.maxRecordBytes() + " bytes"
                + (facts.retentionMs() == Long.MAX_VALUE
                        ? ""
                        : ", kept for " + TopicWarnings.words(facts.retentionMs()))
                + (facts.keyRequired() ? ", compacted: every record needs a key" : "");
    }

    /** What waits for a group, and how long it has waited against how long results are kept. */
    private void work(String group, List<PipelineConfig> pipelines, Map<String, TopicFacts> facts, List<Check> checks) {
        HealthSettings.Topics topics = StartUp.names(pipelines);
        if (!facts.keySet().containsAll(topics.inputs())) {
            return;
        }
        FirstLook look = look(config, group);
        look.troubles().forEach(trouble -> checks.add(Check.of(Level.WARN, "topics", trouble)));
        checks.add(Check.ok("work", group + ": " + look.inWords()));
        TopicWarnings warnings = new TopicWarnings(facts);
        for (PipelineConfig pipeline : pipelines) {
            List<String> results = List.copyOf(pipeline.outputTopics().values());
            warnings.fewerPartitions(pipeline.inputTopics(), results)
                    .forEach(warning -> checks.add(Check.of(Level.WARN, "topics", warning)));
            warnings.shorterRetention(results, look.oldestUnread(pipeline.inputTopics()))
                    .forEach(warning -> checks.add(Check.of(Level.WARN, "topics", warning)));
        }
    }

    /** Whether the schema registry answers; what it has is for {@link #subjects}. */
    public Check registry() {
        String url = config.get(RegistryKeys.SCHEMA_REGISTRY_URL);
        try {
            RestSchemaRegistry registry = RestSchemaRegistry.connect(config.serde());
            return Check.ok("registry", url + ": " + registry.subjects().size() + " subjects");
        } catch (RuntimeException e) {
            return Check.fail("registry", url + ": " + e.getMessage(), "correct schema.registry.* or start it");
        }
    }

    /**
     * The subjects of the results: there, or to be registered and compatible.
     *
     * @param engine says of which kind each task is
     */
    public List<Check> subjects(InferenceEngine engine) {
        List<Check> checks = new ArrayList<>();
        try {
            SubjectChecks subjects = new SubjectChecks(RestSchemaRegistry.connect(config.serde()), config.serde());
            BoundTask.bind(config.pipelines(), engine.tasks())
                    .values()
                    .forEach(tasks -> tasks.forEach(task -> task.settings()
                            .topics()
                            .values()
                            .forEach(topic -> checks.add(
                                    subjects.of(topic, task.type().empty().getSchema())))));
            config.pipelines().forEach(pipeline -> AnomalySubjects.of(pipeline)
                    .forEach((topic, empty) -> checks.add(subjects.of(topic, empty.getSchema()))));
        } catch (RuntimeException e) {
            checks.add(Check.fail("registry", String.valueOf(e.getMessage()), ""));
        }
        return checks.stream().distinct().toList();
    }

    /**
     * What is wrong with topics that get a record for each window of a text.
     *
     * @param engine says of which kind each task is
     */
    public List<Check> windows(InferenceEngine engine) {
        return WindowChecks.of(config, engine.tasks(), patience);
    }

    /** The models and where they compute. */
    public List<Check> models(InferenceEngine engine) {
        List<Check> checks = new ArrayList<>();
        engine.tasks()
                .forEach(task -> checks.add(Check.ok(
                        "models",
                        task.name() + ": " + task.model() + ", " + task.type().name() + ", " + task.fingerprint())));
        for (ModelPlacement model : engine.placements()) {
            checks.add(Check.ok("device", model.model() + " on " + model.device() + ": " + model.placement()));
        }
        if (engine.tasks().isEmpty()) {
            checks.add(Check.ok("models", "none: texts are redacted by rules alone"));
            return checks;
        }
        try {
            new WorstBatch(config, engine).check();
            checks.add(Check.ok("device", "the largest batch fits into the time-outs"));
        } catch (ConfigException e) {
            e.problems().forEach(problem -> checks.add(Check.of(Level.FAIL, "device", problem)));
        }
        return checks;
    }

    /** The address of metrics and health. */
    public Check endpoint() {
        String host = config.get(OperationKeys.HTTP_HOST);
        int port = config.get(OperationKeys.HTTP_PORT);
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(host, port));
            return Check.ok(
                    "endpoint", port == 0 ? "any free port of " + host : "http://" + host + ":" + port + " is free");
        } catch (IOException | IllegalArgumentException e) {
            return Check.fail(
                    "endpoint",
                    "http.host = " + host + ", http.port = " + port + ": cannot listen there (" + e.getMessage() + ")",
                    "choose another port, or 0 for any");
        }
    }

    /** Longest wait that a configuration asks for, at most so long. */
    public static Duration patience(TextmillConfig config, Duration most) {
        Duration start = config.get(DeliveryKeys.START_TIMEOUT);
        return start.compareTo(most) < 0 ? start : most;
    }
}
