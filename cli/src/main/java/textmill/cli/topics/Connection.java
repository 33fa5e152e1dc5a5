package textmill.cli.topics;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import textmill.cli.console.CliException;
import textmill.schema.registry.SchemaRegistry;
import textmill.schema.serde.TextmillAvroSerializer;
import textmill.topology.config.ConfigFile;
import textmill.topology.config.KafkaKeys;
import textmill.topology.config.PipelineConfig;
import textmill.topology.config.RegistryKeys;
import textmill.topology.config.TextmillConfig;
import textmill.topology.start.BriefAdmin;
import textmill.topology.start.BrokerRefusal;

/**
 * Options that say where Kafka and the schema registry are: by the application's configuration, or one by one; by default
 * where the demo puts them. Used by one thread.
 */
public final class Connection {
    /** Port of the demo's broker, unless it is taken. */
    public static final int DEMO_KAFKA_PORT = 19092;
    /** Port of the demo's schema registry, unless it is taken. */
    public static final int DEMO_REGISTRY_PORT = 18081;

    private static final int TIMEOUT_MS = 10_000;
    private static final String REGISTRY_URL = "schema.registry.url";
    private static final List<String> SECURITY = List.of("security.", "sasl.", "ssl.");

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description =
                    "Configuration of the application: brokers, schema registry, login and topics are taken from it"
                            + " unless they are named otherwise.")
    private @Nullable Path config;

    @Option(
            names = {"-b", "--bootstrap-servers"},
            paramLabel = "HOST:PORT",
            description = "Kafka brokers (default: the demo's, 127.0.0.1:" + DEMO_KAFKA_PORT + ").")
    private @Nullable String bootstrapServers;

    @Option(
            names = {"-r", "--schema-registry"},
            paramLabel = "URL",
            description = "Schema registry (default: the demo's, http://127.0.0.1:" + DEMO_REGISTRY_PORT + ").")
    private @Nullable String schemaRegistry;

    @Option(
            names = "--client-config",
            paramLabel = "FILE",
            description = "Properties for the clients of Kafka and of the schema registry, security for example. With"
                    + " --config: your own login at the brokers in place of the application's.")
    private @Nullable Path clientConfig;

    private @Nullable TextmillConfig read;

    /** What a command does with the brokers. */
    @FunctionalInterface
    public interface Work {
        /** Does it, and gives the exit code. */
        int run() throws IOException, InterruptedException;
    }

    /**
     * Does it; a right that the login lacks for it is one line.
     *
     * @param operation what it does with the topics
     * @param topics those of the command
     */
    public int with(AclOperation operation, List<String> topics, Work work) throws IOException, InterruptedException {
        try {
            return work.run();
        } catch (KafkaException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof AuthorizationException denied) {
                    throw new MissingRight(operation, topics, login()).in(denied);
                }
            }
            throw e;
        }
    }

    /** The pipelines of the configuration; none if none was named. */
    List<PipelineConfig> pipelines() throws IOException {
        return configuration().map(TextmillConfig::pipelines).orElse(List.of());
    }

    /** The topic of texts that is meant where an option names none. */
    public String inputTopic(String option) throws IOException {
        List<String> all = pipelines().stream()
                .flatMap(pipeline -> pipeline.inputTopics().stream())
                .toList();
        return TopicNames.only(option, all, TopicNames.defaults().input());
    }

    /** The topic of feedback that is meant where an option names none. */
    public String feedbackTopic(String option, String otherwise) throws IOException {
        List<String> all = pipelines().stream()
                .flatMap(pipeline -> pipeline.feedbackTopic().stream())
                .toList();
        return TopicNames.only(option, all, otherwise);
    }

    private Optional<TextmillConfig> configuration() throws IOException {
        if (config != null && read == null) {
            ConfigFile file = ConfigFile.read(config).withEnvironment(System.getenv());
            // With a login of one's own the application's password need not be there.
            read = clientConfig == null ? TextmillConfig.parse(file) : TextmillConfig.outline(file);
        }
        return Optional.ofNullable(read);
    }

    /**
     * Settings for any Kafka client, once a broker has answered. Short time-outs unless the user has set others:
     * somebody is waiting at the keyboard.
     *
     * @throws CliException if no broker answers
     */
    public Map<String, Object> kafka() throws IOException, InterruptedException {
        if (bootstrapServers != null && bootstrapServers.contains("@")) {
            throw CliException.usage(
                    "--bootstrap-servers: expected HOST:PORT without a user or password; a login stands"
                            + " in the file of --client-config");
        }
        Map<String, Object> settings = new HashMap<>();
        login().forEach((name, value) -> settings.put(name.toString(), value));
        settings.putIfAbsent("request.timeout.ms", TIMEOUT_MS);
        settings.putIfAbsent("default.api.timeout.ms", TIMEOUT_MS);
        requireAnswer(settings);
        return settings;
    }

    /** What clients log in with, and where. May hold secrets. */
    private Properties login() throws IOException {
        Properties login = new Properties();
        if (clientConfig != null) {
            login.putAll(ConfigFile.read(clientConfig).clientValues());
        } else {
            configuration().ifPresent(whole -> whole.kafka().forEach((name, value) -> {
                if (SECURITY.stream().anyMatch(name.toString()::startsWith)) {
                    login.put(name, value);
                }
            }));
        }
        login.put("bootstrap.servers", brokers());
        return login;
    }

    private String brokers() throws IOException {
        return bootstrapServers != null
                ? bootstrapServers
                : configuration()
                        .map(whole -> whole.get(KafkaKeys.BOOTSTRAP_SERVERS))
                        .orElse("127.0.0.1:" + DEMO_KAFKA_PORT);
    }

    private void requireAnswer(Map<String, Object> settings) throws IOException, InterruptedException {
        try (Admin admin = new BriefAdmin(settings)) {
            admin.describeCluster().clusterId().get();
        } catch (ExecutionException e) {
            Throwable reason = e.getCause() == null ? e : e.getCause();
            Optional<String> question =
                    BrokerRefusal.isDistrust(reason) ? Optional.empty() : BrokerRefusal.question(login(), "");
            throw CliException.configuration("--bootstrap-servers " + brokers() + ": no connection to the brokers ("
                    + reason.getMessage() + "); "
                    + question.orElse("correct the address, or start them ('textmill demo' starts one)"));
        }
    }

    /** The schema registry. */
    public SchemaRegistry registry() throws IOException {
        return SchemaRegistry.connect(serde());
    }

    /** Reads values, Textmill's own and others. */
    public RecordValues values() throws IOException {
        Map<String, Object> settings = serde();
        return RecordValues.of(SchemaRegistry.connect(settings), settings);
    }

    /** Writes values. */
    public TextmillAvroSerializer serializer() throws IOException {
        TextmillAvroSerializer serializer = new TextmillAvroSerializer();
        serializer.configure(serde(), false);
        return serializer;
    }

    private Map<String, Object> serde() throws IOException {
        Map<String, Object> settings = new HashMap<>();
        String url = configuration()
                .map(whole -> whole.find(RegistryKeys.SCHEMA_REGISTRY_URL)
                        .orElseThrow(() -> CliException.configuration("schema.registry.url names what is not there: set"
                                + " it, or say --schema-registry URL")))
                .orElse("http://127.0.0.1:" + DEMO_REGISTRY_PORT);
        configuration().ifPresent(whole -> settings.putAll(whole.serde()));
        if (clientConfig != null) {
            settings.putAll(ConfigFile.read(clientConfig).clientValues());
        }
        settings.put(REGISTRY_URL, schemaRegistry == null ? url : schemaRegistry);
        return settings;
    }
}
