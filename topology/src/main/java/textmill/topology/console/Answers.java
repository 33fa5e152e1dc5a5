package textmill.topology.console;

import java.util.Map;
import java.util.Optional;
import textmill.topology.http.Page;
import textmill.topology.http.PageAnswer;
import textmill.topology.http.PageRequest;

/** What every answer of the console has: headers by which a browser runs, loads and frames nothing but what is ours. */
final class Answers {
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
            + " require-trusted-types-for 'script'; trusted-types 'none'";

    private Answers() {}

    static PageAnswer guarded(PageAnswer answer) {
        return answer.with("Content-Security-Policy", POLICY)
                .with("Referrer-Policy", "no-referrer")
                .with("X-Content-Type-Options", "nosniff")
                .with("Cross-Origin-Opener-Policy", "same-origin")
                .with("Cross-Origin-Resource-Policy", "same-origin");
    }

    static PageAnswer json(Json.Value value) {
        return guarded(PageAnswer.of(200, "application/json", Json.bytes(value)));
    }

    /** A refusal in a few words, which say nothing of texts. */
    static PageAnswer refused(int status, String why) {
        return guarded(PageAnswer.of(status, "application/json", Json.bytes(json -> {
            json.writeStartObject();
            json.writeStringField("error", why);
            json.writeEndObject();
        })));
    }

    static Page redirect(String path) {
        return request -> guarded(PageAnswer.text(302, "text/plain; charset=utf-8", path + "\n"))
                .with("Location", path);
    }

    /** What speaks against answering a page of somebody else's that asks, if anything does. */
    static Optional<PageAnswer> refusalOfStrangers(PageRequest request) {
        String site = request.headers().getOrDefault("sec-fetch-site", "none");
        return site.equals("none") || site.equals("same-origin")
                ? Optional.empty()
                : Optional.of(refused(403, "another site's page asks"));
    }

    /** The same for a POST, which must come from a page of ours and say so. */
    static Optional<PageAnswer> refusalOfPost(PageRequest request) {
        Map<String, String> headers = request.headers();
        String origin = headers.getOrDefault("origin", "");
        String host = headers.getOrDefault("host", "?");
        if (!origin.equals("http://" + host) && !origin.equals("https://" + host)) {
            return Optional.of(refused(403, "the Origin header names another place than the Host header"));
        }
        if (!headers.getOrDefault("content-type", "").startsWith("application/json")) {
            return Optional.of(refused(415, "expected application/json"));
        }
        return refusalOfStrangers(request);
    }
}
