package textmill.topology;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.Metric;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import textmill.runtime.engine.InferenceEngine;
import textmill.topology.config.ConsoleKeys;
import textmill.topology.config.ConsoleKeys.Texts;
import textmill.topology.config.EndpointKeys;
import textmill.topology.config.KafkaKeys;
import textmill.topology.config.OperationKeys;
import textmill.topology.config.PipelineConfig;
import textmill.topology.config.TextmillConfig;
import textmill.topology.console.Console;
import textmill.topology.console.ConsoleSettings;
import textmill.topology.console.FlowSources;

/** Opens the console that a configuration asks for. */
final class Consoles {
    private static final Logger LOG = LoggerFactory.getLogger(Consoles.class);

    private Consoles() {}

    /** A console that looks on; empty if none is wanted. Before the applications are started. */
    static Optional<Console> open(TextmillConfig config, InferenceEngine engine, List<Application> applications) {
        if (!config.get(ConsoleKeys.ENABLED)) {
            return Optional.empty();
        }
        warnOfStrangers(config);
        List<FlowSources.Watched> watched = applications.stream()
                .map(application -> new FlowSources.Watched(
                        application.id(),
                        application.delivery(),
                        application.watchdog()::lags,
                        () -> commits(application),
                        application::notReady))
                .toList();
        return Optional.of(Console.start(
                new ConsoleSettings(texts(config), config.get(KafkaKeys.BOOTSTRAP_SERVERS)),
                new FlowSources(engine, watched)));
    }

    /** What a pipeline redacts in its topic must not stand in a browser. */
    private static Map<String, Texts> texts(TextmillConfig config) {
        Map<String, Texts> texts = new HashMap<>();
        for (PipelineConfig pipeline : config.pipelines()) {
            texts.put(pipeline.name(), pipeline.redaction().isPresent() ? Texts.NONE : config.get(ConsoleKeys.TEXTS));
        }
        return texts;
    }

    private static double commits(Application application) {
        double commits = 0;
        for (Metric metric : application.streams().metrics().values()) {
            if (metric.metricName().name().equals("commit-total")
                    && metric.metricName().group().equals("stream-thread-metrics")
                    && metric.metricValue() instanceof Double total) {
                commits += total;
            }
        }
        return commits;
    }

    private static void warnOfStrangers(TextmillConfig config) {
        String host = config.get(OperationKeys.HTTP_HOST);
        try {
            if (config.get(ConsoleKeys.TEXTS) != Texts.NONE
                    && config.find(EndpointKeys.USER_INFO).isEmpty()
                    && !InetAddress.getByName(host).isLoopbackAddress()) {
                LOG.warn(
                        "http.host = {} and console.texts = {}: whoever reaches this port reads texts. Set"
                                + " http.basic.auth.user.info, or console.texts = none.",
                        host,
                        ConsoleKeys.TEXTS.rule().write(config.get(ConsoleKeys.TEXTS)));
            }
        } catch (UnknownHostException e) {
            LOG.debug("The endpoint will say that {} is no address", host);
        }
    }
}
