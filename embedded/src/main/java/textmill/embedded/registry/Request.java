package textmill.embedded.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One request, taken apart.
 *
 * @param path the decoded segments of the path; a trailing slash adds none
 * @param query the decoded query parameters, the last one if a name is repeated
 */
record Request(String method, List<String> path, Map<String, String> query, byte[] body) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static Request of(String method, URI uri, byte[] body) {
        List<String> path = new ArrayList<>();
        for (String segment : uri.getRawPath().split("/", -1)) {
            if (!segment.isEmpty()) {
                path.add(decode(segment.replace("+", "%2B"))); // in a path a plus sign means itself
            }
        }
        Map<String, String> query = new HashMap<>();
        if (uri.getRawQuery() != null) {
            for (String parameter : uri.getRawQuery().split("&", -1)) {
                int equals = parameter.indexOf('=');
                String name = equals < 0 ? parameter : parameter.substring(0, equals);
                query.put(decode(name), equals < 0 ? "" : decode(parameter.substring(equals + 1)));
            }
        }
        return new Request(method, List.copyOf(path), Map.copyOf(query), body);
    }

    boolean flag(String name) {
        return Boolean.parseBoolean(query.getOrDefault(name, "false"));
    }

    /** The body as a JSON object. */
    JsonNode json() {
        try {
            JsonNode node = JSON.readTree(body.length == 0 ? new byte[] {'n', 'u', 'l', 'l'} : body);
            if (node.isObject()) {
                return node;
            }
            throw RegistryException.badRequest("the body is not a JSON object");
        } catch (JsonProcessingException e) {
            throw RegistryException.badRequest("the body is not JSON: " + e.getOriginalMessage());
        } catch (java.io.IOException e) {
            throw RegistryException.badRequest("the body could not be read");
        }
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw RegistryException.badRequest("bad percent-encoding in the address");
        }
    }
}
