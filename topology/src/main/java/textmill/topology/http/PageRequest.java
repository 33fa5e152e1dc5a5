package textmill.topology.http;

import java.util.Map;

/**
 * A request that has passed the endpoint's checks.
 *
 * @param method GET, HEAD or POST
 * @param path as it was sent, without the query; not decoded
 * @param query what follows the question mark, not decoded; empty if there is none
 * @param headers by their names in lower case; those that were sent twice joined by commas
 * @param body empty unless it is a POST
 * @param loggedIn false only at an open page of an endpoint with a login, where none was sent
 */
public record PageRequest(
        String method, String path, String query, Map<String, String> headers, byte[] body, boolean loggedIn) {
    /** Copies the map; the body is not copied. */
    public PageRequest {
        headers = Map.copyOf(headers);
    }
}
