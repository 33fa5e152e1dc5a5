package textmill.embedded.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import textmill.embedded.EmbeddedBroker;
import textmill.embedded.EmbeddedBrokerConfig;

/** Every endpoint with every ending that it has. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RegistryEndpointsTest {

    private final ObjectMapper json = new ObjectMapper();
    private EmbeddedBroker broker;
    private DevSchemaRegistry registry;
    private RegistryClient client;

    @BeforeAll
    void startBroker() {
        broker = EmbeddedBroker.start(EmbeddedBrokerConfig.temporary());
    }

    @AfterAll
    void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void startRegistry() {
        registry = DevSchemaRegistry.start(
                new RegistryConfig(broker.bootstrapServers(), 0, "_schemas-" + UUID.randomUUID()));
        client = new RegistryClient(registry);
    }

    @AfterEach
    void stopRegistry() {
        registry.close();
    }

    static Stream<EndpointRow> rows() {
        return Stream.of(
                        EndpointRow.reading(),
                        EndpointRow.deleting(),
                        EndpointRow.refusing(),
                        EndpointRow.configuring())
                .flatMap(part -> part);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void shouldAnswerAsConfluentsRegistryDoes(EndpointRow row) throws Exception {
        // Given
        for (String step : row.before()) {
            prepare(step);
        }

        // When
        RegistryClient.Answer answer = client.call(row.call(), row.body());

        // Then
        assertThat(answer.status()).as(answer.body()).isEqualTo(row.status());
        assertThat(answer.contentType()).isEqualTo("application/vnd.schemaregistry.v1+json");
        var expected = json.readTree(row.expected());
        if (expected.isObject()) {
            for (var field : expected.properties()) {
                assertThat(answer.json().get(field.getKey())).as(answer.body()).isEqualTo(field.getValue());
            }
        } else {
            assertThat(answer.json()).isEqualTo(expected);
        }
        if (row.status() >= 400) {
            assertThat(answer.json().path("message").asText()).isNotBlank().doesNotContain("\tat ", "Exception");
        }
    }

    @Test
    void shouldSayWhatIsIncompatibleWhenAsked() {
        // Given
        client.register("s", EndpointRow.V1);

        // When
        RegistryClient.Answer check = client.call(
                "POST /compatibility/subjects/s/versions/latest?verbose=true",
                client.schemaBody(EndpointRow.NO_DEFAULT));
        RegistryClient.Answer refused = client.register("s", EndpointRow.NO_DEFAULT);

        // Then
        assertThat(check.json().path("messages").toString())
                .contains("READER_FIELD_MISSING_DEFAULT_VALUE", "/fields/1", "version 1");
        assertThat(refused.json().path("message").asText()).contains("'s'", "BACKWARD", "/fields/1");
    }

    @Test
    void shouldRefuseABodyThatIsTooLarge() {
        // When
        RegistryClient.Answer answer = client.register("s", "x".repeat(HttpFront.LARGEST_BODY));

        // Then
        assertThat(answer.status()).isEqualTo(413);
        assertThat(client.get("/subjects").body()).isEqualTo("[]");
    }

    private void prepare(String step) {
        if (step.startsWith("DELETE ")) {
            assertThat(client.call(step, "").status()).as(step).isEqualTo(200);
        } else if (step.startsWith("PUT ")) {
            int body = step.indexOf('{');
            assertThat(client.call(step.substring(0, body - 1), step.substring(body))
                            .status())
                    .as(step)
                    .isEqualTo(200);
        } else {
            int equals = step.indexOf('=');
            assertThat(client.register(step.substring(0, equals), step.substring(equals + 1))
                            .status())
                    .as(step)
                    .isEqualTo(200);
        }
    }
}
