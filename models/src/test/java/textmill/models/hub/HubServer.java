package textmill.models.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A hub with one repository, and the other host that holds its large files, both on the loopback interface: statuses, headers
 * and redirects are those of huggingface.co.
 */
final class HubServer implements AutoCloseable {
    static final String ID = "owner/tiny";
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    private final HttpServer hub;
    private final HttpServer store;
    private final Map<String, byte[]> files = new TreeMap<>();
    private final Map<String, byte[]> large = new TreeMap<>();
    private final Queue<Integer> cuts = new ArrayDeque<>();
    private final Queue<Integer> failures = new ArrayDeque<>();
    final List<Asked> asked = new CopyOnWriteArrayList<>();

    @Nullable
    String token;

    boolean gated;
    boolean ranges = true;
    boolean honest = true;
    /** A part that is asked for begins so many bytes before the place. */
    int early;

    /** A request. */
    record Asked(
            String host,
            String method,
            String path,
            @Nullable String range,
            @Nullable String authorisation) {}

    HubServer() throws IOException {
        hub = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        store = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hub.createContext("/", exchange -> {
            note("hub", exchange);
            answer(exchange);
            exchange.close();
        });
        store.createContext("/", exchange -> {
            note("store", exchange);
            stored(exchange);
            exchange.close();
        });
        hub.start();
        store.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + hub.getAddress().getPort();
    }

    HubServer with(String file, String content) {
        files.put(file, content.getBytes(UTF_8));
        return this;
    }

    /** In Git LFS: the hub redirects to the other host. */
    HubServer withLarge(String file, byte[] content) {
        large.put(file, content);
        return this;
    }

    /** The next answers of the other host end after so many bytes. */
    void cutAfter(int... bytes) {
        for (int count : bytes) {
            cuts.add(count);
        }
    }

    /** The next answers of the hub have such statuses; 0 for an answer as usual. */
    void failWith(int... statuses) {
        for (int status : statuses) {
            failures.add(status);
        }
    }

    long askedFor(String host, String method, String end) {
        return asked.stream()
                .filter(request ->
                        request.host.equals(host) && request.method.equals(method) && request.path.endsWith(end))
                .count();
    }

    private void note(String host, HttpExchange exchange) {
        asked.add(new Asked(
                host,
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                exchange.getRequestHeaders().getFirst("Range"),
                exchange.getRequestHeaders().getFirst("Authorization")));
    }

    private void answer(HttpExchange exchange) throws IOException {
        Integer failure = failures.poll();
        String path = exchange.getRequestURI().getPath();
        boolean known = token == null
                || ("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"));
        if (failure != null && failure != 0) {
            refuse(exchange, failure, "");
        } else if (path.startsWith("/api/models/" + ID + "/revision/") && (known || gated)) {
            list(exchange, path.substring(("/api/models/" + ID + "/revision/").length()));
        } else if (path.startsWith("/" + ID + "/resolve/" + COMMIT + "/") && known) {
            file(exchange, path.substring(("/" + ID + "/resolve/" + COMMIT + "/").length()));
        } else if (gated) {
            refuse(exchange, token == null ? 403 : 401, "GatedRepo");
        } else {
            refuse(
                    exchange,
                    known && path.contains(ID) ? 404 : 401,
                    known && path.contains(ID) ? "EntryNotFound" : "RepoNotFound");
        }
    }

    private void list(HttpExchange exchange, String revision) throws IOException {
        if (!List.of("main", "v1", COMMIT).contains(revision)) {
            refuse(exchange, 404, "RevisionNotFound");
            return;
        }
        ObjectNode info = new ObjectMapper().createObjectNode().put("id", ID).put("sha", COMMIT);
        ArrayNode siblings = info.putArray("siblings");
        files.keySet().forEach(name -> siblings.addObject().put("rfilename", name));
        large.keySet().forEach(name -> siblings.addObject().put("rfilename", name));
        send(exchange, info.toString().getBytes(UTF_8), Integer.MAX_VALUE);
    }

    private void file(HttpExchange exchange, String name) throws IOException {
        byte[] content = files.get(name);
        byte[] lfs = large.get(name);
        exchange.getResponseHeaders().set("X-Repo-Commit", COMMIT);
        if (lfs != null) {
            exchange.getResponseHeaders().set("X-Linked-Size", String.valueOf(lfs.length));
            exchange.getResponseHeaders().set("X-Linked-Etag", '"' + hash("SHA-256", "", lfs) + '"');
            exchange.getResponseHeaders().set("ETag", "\"something-of-the-pointer\"");
            exchange.getResponseHeaders()
                    .set(
                            "Location",
                            "http://localhost:" + store.getAddress().getPort() + "/lfs/" + name + "?signature=secret");
            exchange.sendResponseHeaders(302, -1);
        } else if (content != null) {
            exchange.getResponseHeaders()
                    .set("ETag", '"' + hash("SHA-1", "blob " + content.length + "\0", content) + '"');
            send(exchange, content, Integer.MAX_VALUE);
        } else {
            refuse(exchange, 404, "EntryNotFound");
        }
    }

    private void stored(HttpExchange exchange) throws IOException {
        byte[] content = Objects.requireNonNull(
                large.get(exchange.getRequestURI().getPath().substring("/lfs/".length())));
        if (!honest) {
            content = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n".getBytes(UTF_8);
        }
        Integer cut = cuts.poll();
        send(exchange, content, cut == null ? Integer.MAX_VALUE : cut);
    }

    private void send(HttpExchange exchange, byte[] content, int most) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        int from = 0;
        if (range != null && ranges) {
            from = Math.max(1, Integer.parseInt(range.replaceAll("\\D", "")) - early);
            if (from >= content.length) {
                refuse(exchange, 416, "");
                return;
            }
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        }
        int length = content.length - from;
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(length));
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, length);
        OutputStream out = exchange.getResponseBody();
        out.write(content, from, Math.min(length, most));
        out.flush();
        if (most < length) {
            // The server closes a connection whose handler fails.
            throw new IOException("cut off on purpose");
        }
        out.close();
    }

    private static void refuse(HttpExchange exchange, int status, String code) throws IOException {
        if (!code.isEmpty()) {
            exchange.getResponseHeaders().set("X-Error-Code", code);
        }
        exchange.sendResponseHeaders(status, -1);
    }

    static String hash(String algorithm, String before, byte[] content) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            digest.update(before.getBytes(UTF_8));
            return HexFormat.of().formatHex(digest.digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        hub.stop(0);
        store.stop(0);
    }
}
