package textmill.embedded;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import kafka.server.FaultHandlerFactory;
import org.apache.kafka.server.fault.FaultHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers and logs the broker's faults. Kafka's own handler ends the process at a fatal one, which is not the
 * broker's to decide in a JVM that it shares with an application.
 */
final class BrokerFaults implements FaultHandlerFactory {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerFaults.class);

    private final AtomicReference<@Nullable RuntimeException> firstFatal = new AtomicReference<>();

    Optional<RuntimeException> firstFatal() {
        return Optional.ofNullable(firstFatal.get());
    }

    @Override
    public FaultHandler build(String name, boolean fatal, Runnable action) {
        return new FaultHandler() {
            @Override
            public RuntimeException handleFault(String message, @Nullable Throwable cause) {
                RuntimeException fault = new RuntimeException(name + ": " + message, cause);
                if (fatal) {
                    firstFatal.compareAndSet(null, fault);
                    LOG.error("The embedded broker failed: {}: {}", name, message, cause);
                } else {
                    LOG.warn("Fault in the embedded broker: {}: {}", name, message, cause);
                }
                action.run();
                return fault;
            }
        };
    }
}
