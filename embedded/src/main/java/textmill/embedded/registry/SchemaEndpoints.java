package textmill.embedded.registry;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** {@code /schemas/…}. */
final class SchemaEndpoints {

    private final Registry registry;

    SchemaEndpoints(Registry registry) {
        this.registry = registry;
    }

    void addTo(Routes routes) {
        routes.add("GET", "/schemas", this::list);
        routes.add("GET", "/schemas/types", request -> List.of("AVRO"));
        routes.add("GET", "/schemas/ids/*", request -> Map.of("schema", schema(request)));
        routes.add("GET", "/schemas/guids/*", request -> Map.of("schema", schemaByGuid(request)));
        routes.add("GET", "/schemas/ids/*/schema", this::schema);
        routes.add("GET", "/schemas/ids/*/subjects", this::subjects);
        routes.add("GET", "/schemas/ids/*/versions", this::versions);
    }

    private Object list(Request request) {
        String prefix = request.query().getOrDefault("subjectPrefix", "");
        List<StoredSchema> found = registry.state().all().stream()
                .filter(each -> each.subject().startsWith(prefix))
                .filter(each -> request.flag("deleted") || !each.deleted())
                .toList();
        Stream<StoredSchema> wanted = request.flag("latestOnly") ? latestOfEach(found) : found.stream();
        long limit = number(request.query().getOrDefault("limit", "-1"));
        return wanted.skip(Math.max(0, number(request.query().getOrDefault("offset", "0"))))
                .limit(limit < 0 ? Long.MAX_VALUE : limit)
                .map(SubjectEndpoints::describe)
                .toList();
    }

    private static Stream<StoredSchema> latestOfEach(List<StoredSchema> schemas) {
        return schemas.stream().filter(each -> schemas.stream()
                .noneMatch(other -> other.subject().equals(each.subject()) && other.version() > each.version()));
    }

    private String schema(Request request) {
        int id = id(request);
        return registry.state()
                .schema(id)
                .orElseThrow(() -> RegistryException.schemaNotFound("Schema " + id + " not found"));
    }

    private String schemaByGuid(Request request) {
        String guid = request.path().get(2);
        return registry.state()
                .schema(uuid(guid))
                .orElseThrow(() -> RegistryException.schemaNotFound("Schema " + guid + " not found"));
    }

    private static UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw RegistryException.schemaNotFound("Schema '" + text + "' not found: expected a guid");
        }
    }

    private Object subjects(Request request) {
        return uses(request).map(StoredSchema::subject).distinct().toList();
    }

    private Object versions(Request request) {
        return uses(request)
                .map(each -> Map.of("subject", each.subject(), "version", each.version()))
                .toList();
    }

    private Stream<StoredSchema> uses(Request request) {
        schema(request);
        return registry.state().usesOf(id(request)).stream().filter(each -> request.flag("deleted") || !each.deleted());
    }

    private static int id(Request request) {
        return number(request.path().get(2));
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new RegistryException(404, 404, "HTTP 404 Not Found: '" + text + "' is not a number");
        }
    }
}
