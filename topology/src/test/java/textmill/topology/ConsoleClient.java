package textmill.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Asks the console of an application as a browser would, and as it must not. */
final class ConsoleClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private ConsoleClient() {}

    static URI at(TextmillApp app, String path) {
        return app.endpoint().resolve("/console/" + path);
    }

    static HttpResponse<String> get(TextmillApp app, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(at(app, path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return answer(request.build());
    }

    static HttpResponse<String> post(TextmillApp app, String path, String body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(at(app, path)).POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return answer(request.build());
    }

    static HttpResponse<String> answer(HttpRequest request) {
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static JsonNode json(TextmillApp app, String path) {
        try {
            return JSON.readTree(get(app, path).body());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static String[] fromOurPage(TextmillApp app) {
        return new String[] {"Origin", app.endpoint().toString(), "Content-Type", "application/json"};
    }

    /** Server-sent events, read as they come. */
    static final class Events implements AutoCloseable {
        private final InputStream in;
        private final BufferedReader lines;

        Events(TextmillApp app, String wanted) throws IOException, InterruptedException {
            this.in = HTTP.send(
                            HttpRequest.newBuilder(at(app, "api/events?want=" + wanted))
                                    .build(),
                            HttpResponse.BodyHandlers.ofInputStream())
                    .body();
            this.lines = new BufferedReader(new InputStreamReader(in, UTF_8));
            // From now on nothing is missed.
            String unused = until("event: hello");
        }

        /** All that has come, up to the data behind a line. */
        String until(String last) throws IOException {
            StringBuilder heard = new StringBuilder();
            String line = "";
            while (!line.equals(last)) {
                line = lines.readLine();
                heard.append(line).append('\n');
            }
            return heard.append(lines.readLine()).toString();
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
