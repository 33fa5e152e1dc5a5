package textmill.topology.config;

import java.util.List;

/** What an operator sees. */
public final class OperationKeys {
    private OperationKeys() {}

    /** Address of metrics and health. */
    public static final Key<String> HTTP_HOST = Key.of(
            "http.host",
            Rule.text(),
            "127.0.0.1",
            "Address that `/metrics`, `/info`, `/health/live` and `/health/ready` listen on.");

    /** Port of metrics and health. */
    public static final Key<Integer> HTTP_PORT =
            Key.of("http.port", Rule.count(0, 65_535), 8_099, "Port of these; 0 takes a free one.");

    static final Section SECTION = new Section("Operation", false, List.of(HTTP_HOST, HTTP_PORT));
}
