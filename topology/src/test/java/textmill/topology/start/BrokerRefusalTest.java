package textmill.topology.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BrokerRefusalTest {
    /** The client's own patience, ours, and ours as the checks of {@code run --check} wrap it: which ends first is chance. */
    static Stream<Throwable> silences() {
        return Stream.of(
                new TimeoutException("Timed out waiting for a node assignment. Call: listNodes"),
                new TimeoutException("no answer within PT3S", new java.util.concurrent.TimeoutException()),
                new ExecutionException(new TimeoutException("Call(callName=fetchMetadata) timed out")),
                new KafkaException(new java.util.concurrent.TimeoutException()));
    }

    @ParameterizedTest
    @MethodSource("silences")
    void shouldSayOneThingOfASilenceWhoeverGaveUpFirst(Throwable silence) {
        // When
        String line = BrokerRefusal.line(kafka(), silence);

        // Then
        assertThat(line)
                .isEqualTo(
                        "bootstrap.servers = there:9092: no connection to the brokers (no answer in time); check that"
                                + " they are up and that kafka.security.protocol = SSL is what they speak there.");
        assertThat(BrokerRefusal.isDistrust(silence)).isFalse();
    }

    @Test
    void shouldTellARefusedLoginFromASilence() {
        // Given
        Throwable refused = new ExecutionException(new SaslAuthenticationException("Invalid username or password"));

        // When
        String line = BrokerRefusal.line(kafka(), refused);

        // Then
        assertThat(line).contains("refuse the login").contains("Invalid username or password");
        assertThat(BrokerRefusal.isDistrust(refused)).isTrue();
    }

    private static Properties kafka() {
        Properties properties = new Properties();
        properties.setProperty("bootstrap.servers", "there:9092");
        properties.setProperty("security.protocol", "SSL");
        return properties;
    }
}
