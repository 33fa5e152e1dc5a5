package textmill.topology;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import textmill.runtime.engine.InferenceEngine;
import textmill.topology.config.TextmillConfig;
import textmill.topology.http.Condition;
import textmill.topology.http.EndpointSettings;
import textmill.topology.http.OperatorEndpoint;
import textmill.topology.http.OperatorPages;
import textmill.topology.testing.StubEngine;

class InfoPageTest {
    @Test
    void shouldSayWhatRunsAndWhichTextsShareABatch() throws IOException, InterruptedException {
        // Given
        InferenceEngine engine = new StubEngine(8, Duration.ZERO, 1);
        TextmillConfig config = TextmillConfig.parse(Map.of(
                "bootstrap.servers", "127.0.0.1:1",
                "schema.registry.url", "http://127.0.0.1:1",
                "pipeline.one.input.topic", "a,b",
                "pipeline.one.task.labels.model", "any"));
        OperatorPages pages = new OperatorPages(
                format -> new byte[0],
                () -> InfoPage.of(config, engine),
                () -> new Condition(List.of()),
                () -> new Condition(List.of()));

        // When
        HttpResponse<String> answer;
        try (OperatorEndpoint endpoint = OperatorEndpoint.start(EndpointSettings.loopback(0), pages.byPath())) {
            URI page = endpoint.address().resolve("/info");
            answer = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString());
        }

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        JsonNode info = new ObjectMapper().readTree(answer.body());
        assertThat(info.path("models").path(0).path("model").asText()).isEqualTo("stub-model");
        assertThat(info.path("models").path(0).path("batches").asText()).isEqualTo("any texts");
        assertThat(info.path("tasks").size()).isEqualTo(engine.tasks().size()).isPositive();
        assertThat(info.path("tasks").path(0).path("kind").asText())
                .isEqualTo(engine.tasks().get(0).type().name());
        assertThat(info.path("models").path(0).path("precision").asText()).isEqualTo("file");
        assertThat(info.path("pipelines").toString())
                .isEqualTo("[{\"name\":\"one\",\"application\":\"textmill\",\"inputs\":[\"a\",\"b\"],\"outputs\":"
                        + "{\"pipeline.one.task.labels.topic\":\"a.labels\"},\"deadLetters\":\"a.dead-letters\"}]");
        assertThat(info.path("kafka").asText()).startsWith("4.");
    }
}
