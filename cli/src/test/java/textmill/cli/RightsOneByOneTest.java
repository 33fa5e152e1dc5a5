package textmill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import textmill.cli.CommandRun.Result;
import textmill.embedded.EmbeddedBrokerConfig;
import textmill.embedded.SecuredBroker;
import textmill.topology.Preflight;
import textmill.topology.config.ConfigFile;
import textmill.topology.config.TextmillConfig;
import textmill.topology.start.Check;
import textmill.topology.topics.TopicInspector;

/**
 * What {@code acls} prints is granted on a broker with Kafka's own authorizer, but for one right, and each in turn is that
 * one: what {@code run --check} looks at and the start name it and no other.
 */
@Timeout(300)
class RightsOneByOneTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern PRINTED =
            Pattern.compile("--operation (\\w+)( --resource-pattern-type prefixed)?((?: --[a-z-]+ \\S+)+)$");
    private static final Pattern RESOURCE = Pattern.compile(" --(topic|group|transactional-id) (\\S+)");
    private static SecuredBroker broker;
    private static HttpServer registry;

    private final ListAppender<ILoggingEvent> warnings = new ListAppender<>();
    private final Path config;

    RightsOneByOneTest(@TempDir Path directory) {
        this.config = directory.resolve("textmill.properties");
    }

    /** A right, and the words in which it is said to be missing. */
    private record Right(AclBinding binding, String words) {
        /** All that one call grants. */
        static Stream<Right> of(String line) {
            Matcher printed = PRINTED.matcher(line);
            assertThat(printed.find()).as(line).isTrue();
            AclOperation operation = AclOperation.valueOf(
                    printed.group(1).replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT));
            boolean prefix = printed.group(2) != null;
            return RESOURCE.matcher(printed.group(3))
                    .results()
                    .map(resource -> of(
                            operation,
                            ResourceType.fromString(resource.group(1).replace('-', '_')),
                            resource.group(2),
                            prefix ? PatternType.PREFIXED : PatternType.LITERAL));
        }

        private static Right of(AclOperation operation, ResourceType type, String name, PatternType pattern) {
            String what = type.name().toLowerCase(Locale.ROOT).replace('_', ' ');
            return new Right(
                    SecuredBroker.right(operation, type, name, pattern),
                    "No right to " + operation + " " + what
                            + (pattern == PatternType.PREFIXED ? "s that begin with " : " ") + name
                            + " for User:alice");
        }

        boolean is(AclOperation operation) {
            return binding.entry().operation() == operation;
        }

        String name() {
            return binding.pattern().name();
        }
    }

    @BeforeAll
    static void start() throws IOException {
        broker = SecuredBroker.start(EmbeddedBrokerConfig.temporary());
        // A start that comes so far ends here, at once.
        registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        registry.createContext("/", exchange -> {
            exchange.sendResponseHeaders(401, -1);
            exchange.close();
        });
        registry.start();
    }

    @AfterAll
    static void stop() {
        registry.stop(0);
        broker.close();
    }

    @Test
    void shouldNameTheOneThatIsMissing() throws Exception {
        // Given everything that can need a right, and all that is printed
        Files.writeString(config, settings());
        List<Right> rights = CommandRun.of("acls", "-c", config.toString())
                .out()
                .lines()
                .flatMap(Right::of)
                .toList();
        List<Right> creations =
                rights.stream().filter(right -> right.is(AclOperation.CREATE)).toList();
        assertThat(creations).hasSize(1);
        String changelog = creations.get(0).name();
        broker.createTopics(rights.stream()
                .filter(right -> right.binding().pattern().resourceType() == ResourceType.TOPIC)
                .map(Right::name)
                .filter(name -> !name.equals(changelog))
                .collect(Collectors.toCollection(TreeSet::new))
                .toArray(String[]::new));
        broker.allow(rights.stream().map(Right::binding).toList());
        assertThat(missing()).isEmpty();
        // And what brokers say nothing of before there is the topic is not said to be there
        assertThat(said())
                .containsExactlyInAnyOrder(
                        "WARN READ topic " + changelog + ": not known before the topic is there",
                        "WARN WRITE topic " + changelog + ": not known before the topic is there");
        Logger inspector = (Logger) LoggerFactory.getLogger(TopicInspector.class);
        // At whatever level another test of this process left the loggers.
        ThresholdFilter warn = new ThresholdFilter();
        warn.setLevel("WARN");
        warn.start();
        warnings.addFilter(warn);
        inspector.addAppender(warnings);
        warnings.start();

        // Then
        try {
            creations.forEach(this::shouldBeNamed);
            broker.createTopics(changelog);
            rights.stream().filter(right -> !creations.contains(right)).forEach(this::shouldBeNamed);
        } finally {
            inspector.detachAppender(warnings);
        }
    }

    private void shouldBeNamed(Right right) {
        boolean needed = !right.is(AclOperation.DESCRIBE_CONFIGS);
        broker.deny(List.of(right.binding()));
        try {
            assertThat(missing()).containsExactly((needed ? "FAIL " : "WARN ") + right.words());

            warnings.list.clear();
            Result start = CommandRun.of("run", "-c", config.toString());
            assertThat(start.exitCode()).as(start.err()).isEqualTo(78);
            List<String> said = start.err()
                    .lines()
                    .filter(line -> line.startsWith("textmill: "))
                    .toList();
            if (needed) {
                assertThat(said).singleElement().asString().startsWith("textmill: " + right.words() + ": allow it");
            } else {
                assertThat(said).singleElement().asString().startsWith("textmill: schema.registry.url");
                assertThat(warnings.list).singleElement().satisfies(warning -> assertThat(warning.getFormattedMessage())
                        .startsWith("No right to read the configuration of topic " + right.name() + ":"));
            }
        } finally {
            broker.allow(List.of(right.binding()));
        }
    }

    /** What {@code run --check} says of rights that are not there. */
    private List<String> missing() {
        return said().stream().filter(line -> line.contains(" No right to ")).toList();
    }

    /** What it says of rights but that they are there. */
    private List<String> said() {
        try {
            return new Preflight(TextmillConfig.parse(ConfigFile.read(config)), PATIENCE)
                    .brokers().stream()
                            .filter(check -> check.area().equals("rights") && check.level() != Check.Level.OK)
                            .map(check -> check.level() + " " + check.found())
                            .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String settings() {
        List<String> lines = new ArrayList<>();
        broker.login().forEach((key, value) -> lines.add("kafka." + key + "=" + value));
        return String.join("\n", lines)
                + """

                bootstrap.servers=%s
                schema.registry.url=http://127.0.0.1:%d
                http.port=0
                pipeline.judged.application.id=judged
                pipeline.judged.input.topic=judged
                pipeline.judged.task.vectors.model=%s
                pipeline.judged.anomaly.topic=judged.anomalies
                pipeline.judged.anomaly.alarm.topic=judged.alarms
                pipeline.judged.anomaly.drift.topic=judged.drift
                pipeline.judged.anomaly.feedback.topic=judged.feedback
                pipeline.routed.application.id=routed
                pipeline.routed.input.topic=routed
                pipeline.routed.task.labels.model=%s
                pipeline.routed.task.labels.route.sure.topic=routed.sure
                pipeline.routed.task.labels.route.sure.score.above=0.5
                pipeline.routed.redact.topic=routed.clean
                """.formatted(
                                broker.bootstrapServers(),
                                registry.getAddress().getPort(),
                                TinyModels.EMBEDDING,
                                TinyModels.CLASSIFICATION);
    }
}
