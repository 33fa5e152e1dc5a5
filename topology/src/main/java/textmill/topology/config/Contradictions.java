package textmill.topology.config;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import textmill.runtime.device.DeviceChoice;
import textmill.runtime.device.OpenVinoSettings.Precision;
import textmill.topology.config.KafkaKeys.Guarantee;
import textmill.topology.config.KafkaKeys.Protocol;

/** Settings of the process that are each right and cannot work together. */
final class Contradictions {
    /** A stream thread that waits this many times in a row must still be within Kafka's limits. */
    private static final int SAFETY = 3;

    private final Settings settings;
    private final Collection<String> problems;

    Contradictions(Settings settings, Collection<String> problems) {
        this.settings = settings;
        this.problems = problems;
    }

    void find(Optional<KafkaSettings.Effective> kafka) {
        guarantee();
        windows();
        precision();
        endpoint();
        kafka.ifPresent(this::waits);
    }

    private boolean is(Guarantee guarantee) {
        return settings.find(KafkaKeys.PROCESSING_GUARANTEE)
                .filter(guarantee::equals)
                .isPresent();
    }

    private void guarantee() {
        boolean streams = settings.find(KafkaKeys.GROUP_PROTOCOL)
                .filter(Protocol.STREAMS::equals)
                .isPresent();
        if (is(Guarantee.AT_LEAST_ONCE) && streams) {
            problems.add(
                    "group.protocol = streams cannot be used with processing.guarantee = at_least_once: Kafka Streams"
                            + " then commits past texts that are still being computed, and a crash would lose them. Use"
                            + " exactly_once_v2, or group.protocol = classic.");
        }
    }

    private void windows() {
        notLess(EngineKeys.WINDOW_TEXTS, EngineKeys.BATCH_TEXTS, "a batch could never fill");
        notLess(DeliveryKeys.PARTITION_WINDOW_TEXTS, EngineKeys.BATCH_TEXTS, "one partition could never fill a batch");
        notLess(
                EngineKeys.BATCH_PADDED_TOKENS,
                EngineKeys.MAX_TOKENS,
                "a text of the greatest length would not fit into a batch");
    }

    private void precision() {
        boolean openVino = settings.find(EngineKeys.DEVICE)
                .filter(DeviceChoice::usesOpenVino)
                .isPresent();
        settings.find(OpenVinoKeys.PRECISION)
                .filter(precision -> precision == Precision.BF16 || precision == Precision.FP16)
                .filter(precision -> !openVino)
                .ifPresent(precision -> problems.add(settings.nameOf(OpenVinoKeys.PRECISION) + " = " + precision.text()
                        + " is computed by OpenVINO alone: set device = openvino, or leave the precision out."));
    }

    private void endpoint() {
        boolean tls = settings.find(EndpointKeys.KEYSTORE).isPresent();
        boolean asks = settings.find(EndpointKeys.CLIENT_AUTH)
                .filter(auth -> auth != EndpointKeys.ClientCertificates.NONE)
                .isPresent();
        EndpointKeys.STORES.stream()
                .filter(key -> !tls && key != EndpointKeys.KEYSTORE)
                .filter(key -> settings.find(key).isPresent())
                .forEach(key -> problems.add(withoutKeyStore(settings.nameOf(key))));
        if (asks && !tls) {
            problems.add(withoutKeyStore(settings.nameOf(EndpointKeys.CLIENT_AUTH)));
        } else if (asks && settings.find(EndpointKeys.TRUSTSTORE).isEmpty()) {
            problems.add(
                    settings.nameOf(EndpointKeys.CLIENT_AUTH) + " asks for certificates, and nothing says whose: set "
                            + settings.nameOf(EndpointKeys.TRUSTSTORE) + ".");
        }
    }

    private String withoutKeyStore(String name) {
        return name + " is of no use without TLS: set " + settings.nameOf(EndpointKeys.KEYSTORE) + ", or leave it out.";
    }

    private void notLess(Key<Integer> greater, Key<Integer> lesser, String why) {
        Optional<Integer> high = settings.find(greater);
        Optional<Integer> low = settings.find(lesser);
        // 0 is what suits the device.
        if (high.isPresent() && high.get() > 0 && low.isPresent() && high.get() < low.get()) {
            problems.add(settings.nameOf(greater) + " = " + high.get() + " is less than " + settings.nameOf(lesser)
                    + " = " + low.get() + ": " + why + ".");
        }
    }

    private void waits(KafkaSettings.Effective kafka) {
        settings.find(DeliveryKeys.WINDOW_WAIT).ifPresent(wait -> {
            fits(wait, "max.poll.interval.ms", kafka.maxPollIntervalMs());
            if (is(Guarantee.EXACTLY_ONCE_V2)) {
                fits(wait, "transaction.timeout.ms", kafka.transactionTimeoutMs());
            }
        });
    }

    private void fits(Duration wait, String limit, long limitMs) {
        if (wait.toMillis() * SAFETY > limitMs) {
            problems.add("window.wait.ms = " + wait.toMillis() + " is too long for " + limit + " = " + limitMs + ": "
                    + SAFETY + " waits in a row must fit. Lower window.wait.ms to " + limitMs / SAFETY
                    + " or raise kafka." + (limit.startsWith("max") ? "consumer." : "producer.") + limit + ".");
        }
    }
}
