package textmill.models.hub;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks the hub. The token goes to the hub's own address and nowhere else: files are mostly behind redirects to the hosts of
 * others, with addresses that need none.
 */
final class HubClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final int MOST_REDIRECTS = 5;
    private static final Pattern ETAG = Pattern.compile("(?:W/)?\"?([\\w-]+)\"?");
    private static final Pattern RANGE = Pattern.compile("bytes (\\d+)-\\d+/(?:\\d+|\\*)");

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final HubSettings settings;
    private final HubReference reference;

    HubClient(HubSettings settings, HubReference reference) {
        this.settings = settings;
        this.reference = reference;
    }

    /**
     * A state of a repository.
     *
     * @param commit its hash
     * @param files names of its files
     */
    record Listing(String commit, List<String> files) {}

    /**
     * What the hub says of a file before it is fetched.
     *
     * @param etag SHA-256 of a large file, for others the hash that git gives it
     * @param size in bytes, or -1 if the hub does not say
     */
    record Facts(String etag, long size) {}

    /** What a revision holds now. */
    Listing list() throws IOException {
        URI uri = URI.create(settings.endpoint() + "/api/models/" + reference.id() + "/revision/"
                + URLEncoder.encode(reference.revision(), StandardCharsets.UTF_8)
                        .replace("+", "%20"));
        try {
            JsonNode info = JSON.readTree(follow(uri, "GET", 0, HttpResponse.BodyHandlers.ofByteArray())
                    .body());
            List<String> files = new ArrayList<>();
            info.path("siblings")
                    .forEach(file -> files.add(file.path("rfilename").asText()));
            String commit = info.path("sha").asText();
            if (!HubReference.isCommit(commit)) {
                throw new HubException(reference + ": expected " + uri + " to tell a commit, found '" + commit
                        + "'; correct HF_ENDPOINT if that is no hub");
            }
            return new Listing(commit, files);
        } catch (JacksonException e) {
            throw new HubException(
                    reference + ": expected JSON at " + uri
                            + ", found something else; correct HF_ENDPOINT if that is no hub",
                    e);
        }
    }

    /** What the hub says of a file. */
    Facts facts(String commit, String file) throws IOException {
        // Only the hub's own answer has its headers, the one that redirects to where the bytes are.
        HttpResponse<?> answer = ownAnswer(address(commit, file));
        String etag = answer.headers()
                .firstValue("X-Linked-Etag")
                .or(() -> answer.headers().firstValue("ETag"))
                .orElse("");
        Matcher plain = ETAG.matcher(etag);
        if (!plain.matches()) {
            throw new HubException(reference + ", " + file + ": expected an ETag, found '" + etag
                    + "'; correct HF_ENDPOINT if that is no hub");
        }
        long size = answer.headers()
                .firstValueAsLong("X-Linked-Size")
                .orElse(
                        answer.statusCode() == 200
                                ? answer.headers()
                                        .firstValueAsLong("Content-Length")
                                        .orElse(-1)
                                : -1);
        return new Facts(plain.group(1), size);
    }

    /** Up to the first redirect that leaves the hub: renamed repositories are redirected to their new name. */
    private HttpResponse<?> ownAnswer(URI file) throws IOException {
        URI uri = file;
        for (int i = 0; i < MOST_REDIRECTS; i++) {
            HttpResponse<?> answer = send(uri, "HEAD", 0, HttpResponse.BodyHandlers.discarding());
            URI next = redirect(uri, answer);
            if (next == null) {
                return checked(answer);
            }
            if (!isOurs(next) || answer.headers().firstValue("X-Linked-Etag").isPresent()) {
                return answer;
            }
            uri = next;
        }
        throw tooMany(file);
    }

    /**
     * Fetches what is missing of a file.
     *
     * @param part what is there of it; grows while bytes come, whatever happens then
     * @throws IOException if the connection breaks
     */
    void fetch(String commit, String file, Path part) throws IOException {
        long from = Files.exists(part) ? Files.size(part) : 0;
        HttpResponse<?> answer = follow(address(commit, file), "GET", from, into(part, from));
        if (answer.statusCode() == 206 && !startsAt(answer.headers(), from)) {
            // Another part than was asked for: the whole, then.
            follow(address(commit, file), "GET", 0, into(part, 0));
        }
    }

    /** Writes what was asked for behind what is there, or a whole file in its place, and nothing else. */
    private static HttpResponse.BodyHandler<Path> into(Path part, long from) {
        return answer -> {
            if (answer.statusCode() == 200) {
                return new PartWriter(part, StandardOpenOption.TRUNCATE_EXISTING);
            }
            return answer.statusCode() == 206 && startsAt(answer.headers(), from)
                    ? new PartWriter(part, StandardOpenOption.APPEND)
                    : HttpResponse.BodySubscribers.replacing(part);
        };
    }

    private static boolean startsAt(HttpHeaders headers, long from) {
        Matcher range = RANGE.matcher(headers.firstValue("Content-Range").orElse(""));
        return range.matches() && range.group(1).equals(String.valueOf(from));
    }

    private URI address(String commit, String file) {
        StringBuilder path = new StringBuilder();
        for (String step : file.split("/", -1)) {
            path.append('/')
                    .append(URLEncoder.encode(step, StandardCharsets.UTF_8).replace("+", "%20"));
        }
        return URI.create(settings.endpoint() + "/" + reference.id() + "/resolve/" + commit + path);
    }

    private <T> HttpResponse<T> follow(URI first, String method, long from, HttpResponse.BodyHandler<T> body)
            throws IOException {
        URI uri = first;
        for (int i = 0; i < MOST_REDIRECTS; i++) {
            HttpResponse<T> answer = send(uri, method, from, body);
            URI next = redirect(uri, answer);
            if (next == null) {
                return checked(answer);
            }
            uri = next;
        }
        throw tooMany(first);
    }

    private HubException tooMany(URI first) {
        return new HubException(reference + ": expected a file at " + first
                + ", found redirects without an end; correct" + " HF_ENDPOINT if that is no hub");
    }

    private static @Nullable URI redirect(URI from, HttpResponse<?> answer) {
        int status = answer.statusCode();
        boolean moved = status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
        String location = answer.headers().firstValue("Location").orElse("");
        return moved && !location.isEmpty() ? from.resolve(location) : null;
    }

    private <T> HttpResponse<T> send(URI uri, String method, long from, HttpResponse.BodyHandler<T> body)
            throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .header("User-Agent", "textmill")
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (from > 0) {
            request.header("Range", "bytes=" + from + "-");
        }
        if (settings.token() != null && isOurs(uri)) {
            request.header("Authorization", "Bearer " + settings.token());
        }
        try {
            StallGuard<T> guard = new StallGuard<>(body);
            return guard.await(http.sendAsync(request.build(), guard));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HubException(reference + ": interrupted while it was fetched", e);
        }
    }

    private boolean isOurs(URI uri) {
        URI own = settings.endpoint();
        return String.valueOf(own.getScheme()).equalsIgnoreCase(uri.getScheme())
                && String.valueOf(own.getHost()).equalsIgnoreCase(uri.getHost())
                && own.getPort() == uri.getPort();
    }

    private <T> HttpResponse<T> checked(HttpResponse<T> answer) throws IOException {
        int status = answer.statusCode();
        if (status == 200 || status == 206) {
            return answer;
        }
        throw new Refusals(settings, reference).of(status, answer.headers());
    }
}
