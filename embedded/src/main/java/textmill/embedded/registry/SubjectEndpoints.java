package textmill.embedded.registry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;

/** {@code /subjects/…} and {@code /compatibility/…}. */
final class SubjectEndpoints {

    private final Registry registry;

    SubjectEndpoints(Registry registry) {
        this.registry = registry;
    }

    void addTo(Routes routes) {
        routes.add("GET", "/subjects", this::list);
        routes.add("POST", "/subjects/*", this::lookUp);
        routes.add("DELETE", "/subjects/*", this::deleteSubject);
        routes.add("GET", "/subjects/*/versions", this::versions);
        routes.add("POST", "/subjects/*/versions", this::register);
        routes.add("GET", "/subjects/*/versions/*", request -> describe(version(request)));
        routes.add("GET", "/subjects/*/versions/*/schema", request -> version(request)
                .schema());
        routes.add("GET", "/subjects/*/versions/*/referencedby", this::referencedBy);
        routes.add("DELETE", "/subjects/*/versions/*", this::deleteVersion);
        routes.add("POST", "/compatibility/subjects/*/versions", this::checkCompatibility);
        routes.add("POST", "/compatibility/subjects/*/versions/*", this::checkCompatibility);
    }

    static Map<String, Object> describe(StoredSchema schema) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("subject", schema.subject());
        answer.put("version", schema.version());
        answer.put("id", schema.id());
        answer.put("schema", schema.schema());
        return answer;
    }

    private Object list(Request request) {
        String prefix = request.query().getOrDefault("subjectPrefix", "");
        boolean includeDeleted = request.flag("deleted");
        boolean deletedOnly = request.flag("deletedOnly");
        return registry.state().subjects().stream()
                .filter(subject -> subject.startsWith(prefix))
                .filter(subject -> {
                    boolean live = registry.state().versions(subject).stream().anyMatch(StoredSchema::live);
                    return deletedOnly ? !live : live || includeDeleted;
                })
                .toList();
    }

    private Object lookUp(Request request) {
        Schema schema = SchemaRequest.schemaIn(request.json());
        return describe(registry.lookUp(subject(request), schema, request.flag("deleted")));
    }

    private Object deleteSubject(Request request) {
        String subject = subject(request);
        return request.flag("permanent") ? registry.purge(subject) : registry.softDelete(subject);
    }

    private Object versions(Request request) {
        boolean deletedOnly = request.flag("deletedOnly");
        return registry.existingVersions(subject(request), deletedOnly || request.flag("deleted")).stream()
                .filter(each -> !deletedOnly || each.deleted())
                .map(StoredSchema::version)
                .toList();
    }

    private Object register(Request request) {
        String subject = subject(request);
        if (subject.chars().anyMatch(Character::isISOControl)) {
            throw new RegistryException(422, 42208, "the subject contains a control character");
        }
        return Map.of("id", registry.register(subject, SchemaRequest.schemaIn(request.json())));
    }

    private StoredSchema version(Request request) {
        return registry.version(subject(request), versionSpec(request, 3), request.flag("deleted"));
    }

    private Object referencedBy(Request request) {
        version(request); // for its errors; there are no references here
        return List.of();
    }

    private Object deleteVersion(Request request) {
        VersionSpec version = versionSpec(request, 3);
        return request.flag("permanent")
                ? registry.purge(subject(request), version)
                : registry.softDelete(subject(request), version);
    }

    private Object checkCompatibility(Request request) {
        Optional<VersionSpec> version =
                request.path().size() > 4 ? Optional.of(versionSpec(request, 4)) : Optional.empty();
        Schema schema = SchemaRequest.schemaIn(request.json());
        List<String> problems = registry.incompatibilities(request.path().get(2), schema, version);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("is_compatible", problems.isEmpty());
        if (request.flag("verbose")) {
            answer.put("messages", problems);
        }
        return answer;
    }

    private static String subject(Request request) {
        return request.path().get(1);
    }

    private static VersionSpec versionSpec(Request request, int segment) {
        return VersionSpec.parse(request.path().get(segment));
    }
}
