package textmill.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What an instance says of itself.
 *
 * @param word {@code ready}, {@code not ready} or {@code no answer}
 * @param reasons why it is not
 */
record Readiness(String word, List<String> reasons) {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    /** Asks it. */
    static Readiness of(URI endpoint) throws InterruptedException {
        try {
            HttpResponse<String> answer = HttpClient.newBuilder()
                    .connectTimeout(PATIENCE)
                    .build()
                    .send(
                            HttpRequest.newBuilder(endpoint.resolve("/health/ready"))
                                    .timeout(PATIENCE)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == OK) {
                return new Readiness("ready", List.of());
            } else if (answer.statusCode() == UNAVAILABLE) {
                return new Readiness("not ready", reasons(answer.body()));
            }
            return new Readiness(
                    "no answer", List.of("status " + answer.statusCode() + ": is this the address of an instance?"));
        } catch (IOException | IllegalArgumentException e) {
            return new Readiness("no answer", List.of());
        }
    }

    private static List<String> reasons(String body) throws IOException {
        List<String> reasons = new ArrayList<>();
        JsonNode found = new ObjectMapper().readTree(body);
        found.path("reasons").forEach(reason -> reasons.add(reason.asText()));
        return reasons;
    }
}
