package textmill.topology.testing;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import org.awaitility.Awaitility;
import textmill.runtime.engine.InferenceEngine;
import textmill.topology.TextmillApp;
import textmill.topology.config.ConfigException;
import textmill.topology.config.TextmillConfig;

/** Why an application does not start, where that is found behind the brokers. */
public final class Refusal {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private Refusal() {}

    /**
     * What a start with a short {@code start.timeout.ms} is refused for. The brokers are asked first, and have as long: if the
     * machine stood for that time it was they who gave no answer, and the start is tried again.
     */
    public static ConfigException of(TextmillConfig config, InferenceEngine engine) {
        return Awaitility.await()
                .atMost(LIMIT)
                .until(
                        () -> catchThrowableOfType(ConfigException.class, () -> TextmillApp.start(config, engine)),
                        refused -> !String.valueOf(refused.getMessage()).contains("bootstrap.servers"));
    }
}
