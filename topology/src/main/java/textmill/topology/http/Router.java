package textmill.topology.http;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** From the head of a request to the page that answers it, or to a refusal. */
final class Router {
    private static final String METHODS = "GET, HEAD";

    private final HostCheck hosts;
    private final Optional<Login> login;
    private final Map<String, Page> exact = new HashMap<>();

    private static final String ROOT = "/";

    /** Pages that answer all paths that begin with theirs, the longest first. */
    private final Map<String, Page> below = new TreeMap<>(
            (a, b) -> a.length() == b.length() ? a.compareTo(b) : Integer.compare(b.length(), a.length()));

    /**
     * @param pages by path; one that ends in a slash answers what is below it too, but for the root: a path that nobody
     *     serves must not look as if it were served
     */
    Router(EndpointSettings settings, Map<String, Page> pages) {
        this.hosts = new HostCheck(settings.names());
        this.login = settings.login();
        pages.forEach((path, page) -> {
            exact.put(path, page);
            if (path.endsWith("/") && !path.equals(ROOT)) {
                below.put(path, page);
            }
        });
    }

    /**
     * What is to be done with a request: one of the two is there.
     *
     * @param page what answers
     * @param refusal an answer after which the connection is closed
     * @param request without its body
     */
    record Decision(
            @Nullable Page page,
            @Nullable PageAnswer refusal,
            @Nullable PageRequest request) {
        static Decision refuse(int status, String line) {
            return new Decision(null, PageAnswer.refusal(status, line), null);
        }
    }

    Decision decide(HttpRequest head) {
        if (head.decoderResult().isFailure()) {
            return unreadable(head.decoderResult().cause());
        }
        List<String> named = head.headers().getAll(HttpHeaderNames.HOST);
        boolean needsHost = head.protocolVersion().compareTo(HttpVersion.HTTP_1_1) >= 0;
        if (named.size() > 1 || (needsHost && named.isEmpty())) {
            return Decision.refuse(400, "expected one Host header, found " + named.size());
        }
        if (!named.isEmpty() && !hosts.allows(named.get(0))) {
            return Decision.refuse(
                    421,
                    "this host name is not one of mine: ask for localhost or an address, or add it to"
                            + " http.allowed.hosts");
        }
        String uri = head.uri();
        if (!uri.startsWith("/")) {
            return Decision.refuse(400, "expected a path that begins with /");
        }
        int question = uri.indexOf('?');
        String path = question < 0 ? uri : uri.substring(0, question);
        return decide(head, path, question < 0 ? "" : uri.substring(question + 1));
    }

    private Decision decide(HttpRequest head, String path, String query) {
        Page page = find(path);
        boolean loggedIn = login.isEmpty() || login.get().admits(head.headers().get(HttpHeaderNames.AUTHORIZATION));
        if (!loggedIn && (page == null || !page.isOpen())) {
            return new Decision(
                    null,
                    PageAnswer.refusal(401, "a login is needed: user and password by basic authentication")
                            .with("www-authenticate", "Basic realm=\"textmill\", charset=\"UTF-8\""),
                    null);
        }
        if (page == null) {
            return Decision.refuse(404, "nothing is here");
        }
        PageAnswer refusal = wrongMethod(head, page);
        return refusal == null
                ? new Decision(page, null, request(head, path, query, loggedIn))
                : new Decision(null, refusal, null);
    }

    private @Nullable Page find(String path) {
        Page page = exact.get(path);
        if (page != null) {
            return page;
        }
        return below.entrySet().stream()
                .filter(entry -> path.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable PageAnswer wrongMethod(HttpRequest head, Page page) {
        boolean reads = head.method().equals(HttpMethod.GET) || head.method().equals(HttpMethod.HEAD);
        boolean posts = head.method().equals(HttpMethod.POST) && page.longestBody() > 0;
        if (!reads && !posts) {
            String allowed = page.longestBody() > 0 ? METHODS + ", POST" : METHODS;
            return PageAnswer.refusal(405, "expected " + allowed).with("allow", allowed);
        }
        long announced = HttpUtil.getContentLength(head, 0L);
        return announced > (posts ? page.longestBody() : 0)
                ? PageAnswer.refusal(413, "the request is too large")
                : null;
    }

    private static PageRequest request(HttpRequest head, String path, String query, boolean loggedIn) {
        Map<String, String> headers = new HashMap<>();
        head.headers()
                .forEach(header -> headers.merge(
                        header.getKey().toLowerCase(Locale.ROOT), header.getValue(), (a, b) -> a + ", " + b));
        return new PageRequest(head.method().name(), path, query, headers, new byte[0], loggedIn);
    }

    private static Decision unreadable(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return Decision.refuse(414, "the address is longer than " + EndpointLimits.LINE_BYTES + " bytes");
        } else if (cause instanceof TooLongFrameException) {
            return Decision.refuse(431, "the headers are longer than " + EndpointLimits.HEADER_BYTES + " bytes");
        }
        return Decision.refuse(400, "this is not HTTP");
    }
}
