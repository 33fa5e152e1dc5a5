package textmill.topology.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.internals.AdminMetadataManager;
import org.apache.kafka.common.KafkaFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Where nobody answers. */
@Timeout(120)
class BriefAdminTest {
    private static final String CLIENT = "brief-admin-test";

    private final Socket closed = new Socket();

    @BeforeEach
    void hold() throws IOException {
        closed.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @AfterEach
    void release() throws IOException {
        closed.close();
    }

    @Test
    void shouldNotWaitForWhatIsStillOpen() {
        // Given a question that waits for longer than this test may last
        Admin admin = new BriefAdmin(settings(600_000, 30_000));
        KafkaFuture<String> answer = admin.describeCluster().clusterId();

        // When
        admin.close();

        // Then
        assertThatThrownBy(answer::get).isInstanceOf(ExecutionException.class);
    }

    @Test
    void shouldNotGoBackToTheFirstAddressesOverAndOver() throws InterruptedException {
        assertThat(returns(BriefAdmin::new)).isEmpty();
        assertThat(returns(Admin::create)).as("what Kafka's own client does").isNotEmpty();
    }

    /** What a client says of its ways back to the first addresses until its question is given up. */
    private List<ILoggingEvent> returns(Function<Map<String, Object>, Admin> client) throws InterruptedException {
        Logger logger = (Logger) LoggerFactory.getLogger(AdminMetadataManager.class);
        Level before = logger.getLevel();
        ListAppender<ILoggingEvent> said = new ListAppender<>();
        said.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(said);
        try (Admin admin = client.apply(settings(3_000, 3_000))) {
            KafkaFuture<String> answer = admin.describeCluster().clusterId();
            assertThatThrownBy(answer::get).isInstanceOf(ExecutionException.class);
        } finally {
            logger.detachAppender(said);
            logger.setLevel(before);
        }
        return said.list.stream()
                .filter(line ->
                        line.getMessage().contains(CLIENT) && line.getMessage().contains("Rebootstrapping"))
                .toList();
    }

    private Map<String, Object> settings(int patienceMs, int requestMs) {
        return Map.of(
                "client.id",
                CLIENT,
                "bootstrap.servers",
                "127.0.0.1:" + closed.getLocalPort(),
                "default.api.timeout.ms",
                patienceMs,
                "request.timeout.ms",
                requestMs);
    }
}
