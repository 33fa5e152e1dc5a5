package textmill.embedded.registry;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /config/…}, {@code /mode/…} and what clients ask to see whether a registry is there. */
final class ConfigEndpoints {

    private static final Map<String, String> MODE = Map.of("mode", "READWRITE");

    private final Registry registry;

    ConfigEndpoints(Registry registry) {
        this.registry = registry;
    }

    void addTo(Routes routes) {
        routes.add("GET", "/", request -> Map.of());
        routes.add("GET", "/contexts", request -> List.of("."));
        routes.add("GET", "/config", request -> level(registry.state().globalLevel()));
        routes.add("PUT", "/config", request -> set(null, request));
        routes.add("DELETE", "/config", request -> reset());
        routes.add("GET", "/config/*", this::subjectLevel);
        routes.add("PUT", "/config/*", request -> set(request.path().get(1), request));
        routes.add("DELETE", "/config/*", this::resetSubject);
        routes.add("GET", "/mode", request -> MODE);
        routes.add("GET", "/mode/*", this::subjectMode);
    }

    private Object subjectLevel(Request request) {
        String subject = request.path().get(1);
        if (request.flag("defaultToGlobal")) {
            return level(registry.effectiveLevel(subject));
        }
        return level(registry.state()
                .level(subject)
                .orElseThrow(() -> new RegistryException(
                        404, 40408, "Subject '" + subject + "' does not have subject-level compatibility configured")));
    }

    private Object set(@Nullable String subject, Request request) {
        String name = request.json().path("compatibility").asText("");
        CompatibilityLevel level = CompatibilityLevel.named(name)
                .orElseThrow(() -> new RegistryException(
                        422,
                        42203,
                        "'" + name + "' is not a compatibility level: expected one of "
                                + List.of(CompatibilityLevel.values())));
        registry.setLevel(subject, level);
        return Map.of("compatibility", level.name());
    }

    private Object reset() {
        CompatibilityLevel before = registry.state().globalLevel();
        registry.setLevel(null, null);
        return level(before);
    }

    private Object resetSubject(Request request) {
        String subject = request.path().get(1);
        CompatibilityLevel before =
                registry.state().level(subject).orElseThrow(() -> RegistryException.subjectNotFound(subject));
        registry.setLevel(subject, null);
        return level(before);
    }

    private Object subjectMode(Request request) {
        if (request.flag("defaultToGlobal")) {
            return MODE;
        }
        throw new RegistryException(
                404, 40409, "Subject '" + request.path().get(1) + "' does not have subject-level mode configured");
    }

    private static Map<String, String> level(CompatibilityLevel level) {
        return Map.of("compatibilityLevel", level.name());
    }
}
