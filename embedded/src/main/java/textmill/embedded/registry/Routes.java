package textmill.embedded.registry;

import java.util.ArrayList;
import java.util.List;

/** Which method and path is answered by what. Patterns are segments; {@code *} stands for any one. */
final class Routes {

    /** Answers a request: a {@code String} is sent as it is, anything else as JSON. */
    @FunctionalInterface
    interface Handler {
        Object handle(Request request);
    }

    private record Route(String method, List<String> pattern, Handler handler) {

        boolean matches(List<String> path) {
            if (path.size() != pattern.size()) {
                return false;
            }
            for (int i = 0; i < path.size(); i++) {
                if (!pattern.get(i).equals("*") && !pattern.get(i).equals(path.get(i))) {
                    return false;
                }
            }
            return true;
        }
    }

    private final List<Route> routes = new ArrayList<>();

    void add(String method, String pattern, Handler handler) {
        List<String> segments = List.of(pattern.split("/")).stream()
                .filter(segment -> !segment.isEmpty())
                .toList();
        routes.add(new Route(method, segments, handler));
    }

    Object answer(Request request) {
        boolean pathKnown = false;
        for (Route route : routes) {
            if (route.matches(request.path())) {
                if (route.method().equals(request.method())) {
                    return route.handler().handle(request);
                }
                pathKnown = true;
            }
        }
        throw pathKnown
                ? new RegistryException(405, 405, "HTTP 405 Method Not Allowed")
                : new RegistryException(404, 404, "HTTP 404 Not Found");
    }
}
