package textmill.faults.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import textmill.embedded.EmbeddedBroker;
import textmill.embedded.EmbeddedBrokerConfig;
import textmill.faults.process.Tether;

/** A broker for measurements: unlike those that are killed, it is given all that a JVM can do. */
final class BrokerMain {
    private BrokerMain() {}

    /** Takes a directory for the data and a file that is written, with the broker's address, when it serves. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Tether.toParent();
        // It is never started again, and must not take itself for dead after a pause of the machine.
        EmbeddedBroker broker = EmbeddedBroker.start(
                EmbeddedBrokerConfig.in(Path.of(arguments[0])).with("broker.session.timeout.ms", "120000"));
        Path address = Path.of(arguments[1]);
        Path draft = Files.writeString(address.resolveSibling("draft"), broker.bootstrapServers());
        Files.move(draft, address);
        CountDownLatch never = new CountDownLatch(1);
        while (!never.await(Duration.ofHours(1).toMillis(), TimeUnit.MILLISECONDS)) {
            Thread.onSpinWait();
        }
    }
}
