package textmill.embedded.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;

/** Speaks plain HTTP to a registry, as a client that is none of ours would. */
final class RegistryClient {

    record Answer(int status, String contentType, String body) {

        JsonNode json() {
            try {
                return new ObjectMapper().readTree(body);
            } catch (IOException e) {
                throw new AssertionError("not JSON: " + body, e);
            }
        }
    }

    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final String url;

    RegistryClient(DevSchemaRegistry registry) {
        this.url = registry.url();
    }

    /** Sends {@code "METHOD /path"} with a body. */
    Answer call(String line, String body) {
        int space = line.indexOf(' ');
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + line.substring(space + 1)))
                .method(line.substring(0, space), HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    response.headers().firstValue("Content-Type").orElse(""),
                    response.body());
        } catch (IOException e) {
            throw new AssertionError(line, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(line, e);
        }
    }

    Answer get(String path) {
        return call("GET " + path, "");
    }

    Answer register(String subject, String schema) {
        return call("POST /subjects/" + subject + "/versions", schemaBody(schema));
    }

    String schemaBody(String schema) {
        try {
            return json.writeValueAsString(Map.of("schema", schema));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
