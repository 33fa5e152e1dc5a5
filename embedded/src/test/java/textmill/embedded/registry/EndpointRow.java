package textmill.embedded.registry;

import java.util.List;
import java.util.stream.Stream;

/**
 * What happens before, the call, and what comes of it; the expected body is a part that must be there. The expected answers
 * are those that Confluent documents for its registry.
 *
 * @param before schemas to register, {@code subject=schema}, and calls
 * @param call method and path
 * @param body of the call
 * @param status of the answer
 * @param expected fields of the answer if it is an object, otherwise all of it
 */
record EndpointRow(List<String> before, String call, String body, int status, String expected) {
    private static final String INT = "\"int\"";
    private static final String STRING = "\"string\"";
    static final String V1 = "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"}]}";
    private static final String V2 =
            "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"},"
                    + "{\"name\":\"b\",\"type\":\"string\",\"default\":\"\"}]}";
    /** MD5 of the text above. */
    private static final String V2_GUID = "edeee46b-0be7-f4ee-212c-d2073489ad8b";

    static final String NO_DEFAULT = V2.replace(",\"default\":\"\"", "");

    @Override
    public String toString() {
        return call + " after " + before + " gives " + status;
    }

    static Stream<EndpointRow> reading() {
        List<String> two = List.of("s=" + V1, "s=" + V2);
        String described = "{\"subject\":\"s\",\"version\":2,\"id\":2,\"schema\":" + quote(V2) + "}";
        return Stream.of(
                row(List.of(), "GET /", 200, "{}"),
                row(List.of(), "GET /subjects", 200, "[]"),
                row(List.of("s=" + V1, "t=" + INT), "GET /subjects", 200, "[\"s\",\"t\"]"),
                row(List.of("s=" + V1, "t=" + INT), "GET /subjects?subjectPrefix=t", 200, "[\"t\"]"),
                row(List.of(), "POST /subjects/s/versions", schema(V1), 200, "{\"id\":1}"),
                row(two, "POST /subjects/s/versions", schema(V1), 200, "{\"id\":1}"),
                row(two, "POST /subjects/other/versions", schema(V2), 200, "{\"id\":2}"),
                row(List.of("s=" + INT), "POST /subjects/s", schema("{\"type\": \"int\"}"), 200, one("s", 1, 1, INT)),
                row(two, "POST /subjects/s", schema(V2), 200, described),
                row(two, "POST /subjects/s", schema(STRING), 404, code(40403)),
                row(two, "POST /subjects/nobody", schema(V1), 404, code(40401)),
                row(two, "GET /subjects/s/versions", 200, "[1,2]"),
                row(two, "GET /subjects/nobody/versions", 404, code(40401)),
                row(two, "GET /subjects/s/versions/1", 200, one("s", 1, 1, V1)),
                row(two, "GET /subjects/s/versions/latest", 200, described),
                row(two, "GET /subjects/s/versions/-1", 200, described),
                row(two, "GET /subjects/s/versions/3", 404, code(40402)),
                row(two, "GET /subjects/s/versions/0", 422, code(42202)),
                row(two, "GET /subjects/s/versions/newest", 422, code(42202)),
                row(two, "GET /subjects/nobody/versions/1", 404, code(40401)),
                row(two, "GET /subjects/s/versions/1/schema", 200, V1),
                row(two, "GET /subjects/s/versions/1/referencedby", 200, "[]"),
                row(two, "GET /schemas/ids/2", 200, schema(V2)),
                row(two, "GET /schemas/ids/2?fetchMaxId=false&subject=s", 200, schema(V2)),
                row(two, "GET /schemas/ids/2/schema", 200, V2),
                row(two, "GET /schemas/guids/" + V2_GUID, 200, schema(V2)),
                row(two, "GET /schemas/guids/00000000-0000-0000-0000-000000000001", 404, code(40403)),
                row(two, "GET /schemas/guids/two", 404, code(40403)),
                row(two, "GET /schemas/ids/3", 404, code(40403)),
                row(two, "GET /schemas/ids/one", 404, code(404)),
                row(List.of("s=" + INT, "t=" + INT), "GET /schemas/ids/1/subjects", 200, "[\"s\",\"t\"]"),
                row(two, "GET /schemas/ids/2/versions", 200, "[{\"subject\":\"s\",\"version\":2}]"),
                row(two, "GET /schemas/ids/9/versions", 404, code(40403)),
                row(two, "GET /schemas/types", 200, "[\"AVRO\"]"),
                row(two, "GET /schemas?latestOnly=true", 200, "[" + described + "]"),
                row(two, "GET /schemas?offset=1&limit=5", 200, "[" + described + "]"),
                row(List.of("a%2Fb%20c+d=" + INT), "GET /subjects", 200, "[\"a/b c+d\"]"),
                row(List.of("a%2Fb=" + INT), "GET /subjects/a%2Fb/versions", 200, "[1]"));
    }

    static Stream<EndpointRow> deleting() {
        List<String> gone = List.of("s=" + V1, "s=" + V2, "DELETE /subjects/s");
        List<String> firstGone = List.of("s=" + V1, "s=" + V2, "DELETE /subjects/s/versions/1");
        List<String> purged = List.of("s=" + V1, "DELETE /subjects/s", "DELETE /subjects/s?permanent=true");
        return Stream.of(
                row(List.of("s=" + V1, "s=" + V2), "DELETE /subjects/s", 200, "[1,2]"),
                row(List.of(), "DELETE /subjects/s", 404, code(40401)),
                row(gone, "GET /subjects", 200, "[]"),
                row(gone, "GET /subjects?deleted=true", 200, "[\"s\"]"),
                row(gone, "GET /subjects?deletedOnly=true", 200, "[\"s\"]"),
                row(gone, "GET /subjects/s/versions", 404, code(40401)),
                row(gone, "GET /subjects/s/versions?deleted=true", 200, "[1,2]"),
                row(gone, "GET /schemas/ids/1", 200, schema(V1)),
                row(gone, "DELETE /subjects/s", 404, code(40404)),
                row(gone, "POST /subjects/s", schema(V1), 404, code(40401)),
                row(gone, "POST /subjects/s?deleted=true", schema(V1), 200, one("s", 1, 1, V1)),
                row(gone, "POST /subjects/s/versions", schema(STRING), 200, "{\"id\":3}"),
                row(gone, "POST /subjects/s/versions", schema(V2), 200, "{\"id\":2}"),
                row(gone, "DELETE /subjects/s?permanent=true", 200, "[1,2]"),
                row(List.of("s=" + V1), "DELETE /subjects/s?permanent=true", 404, code(40405)),
                row(purged, "GET /subjects?deleted=true", 200, "[]"),
                row(purged, "GET /schemas/ids/1", 404, code(40403)),
                row(purged, "POST /subjects/s/versions", schema(V1), 200, "{\"id\":2}"),
                row(firstGone, "GET /subjects/s/versions", 200, "[2]"),
                row(firstGone, "GET /subjects/s/versions?deletedOnly=true", 200, "[1]"),
                row(firstGone, "GET /subjects/s/versions/1", 404, code(40402)),
                row(firstGone, "GET /subjects/s/versions/1?deleted=true", 200, one("s", 1, 1, V1)),
                row(firstGone, "DELETE /subjects/s/versions/1", 404, code(40406)),
                row(firstGone, "DELETE /subjects/s/versions/1?permanent=true", 200, "1"),
                row(firstGone, "DELETE /subjects/s/versions/2?permanent=true", 404, code(40407)),
                row(firstGone, "DELETE /subjects/s/versions/7", 404, code(40402)),
                row(firstGone, "DELETE /subjects/s/versions/latest", 200, "2"));
    }

    static Stream<EndpointRow> refusing() {
        String reference =
                "{\"schema\":\"\\\"int\\\"\",\"references\":[{\"name\":\"x\",\"subject\":\"x\",\"version\":1}]}";
        String typed = "{\"schema\":\"\\\"int\\\"\",\"schemaType\":\"%s\"}";
        List<String> one = List.of("s=" + V1);
        return Stream.of(
                row(one, "POST /subjects/s/versions", schema(NO_DEFAULT), 409, code(409)),
                row(one, "POST /subjects/s/versions", schema("{\"type\":\"recrod\"}"), 422, code(42201)),
                row(one, "POST /subjects/s/versions", schema(" "), 422, code(42201)),
                row(one, "POST /subjects/s/versions", schema("not json"), 422, code(42201)),
                row(one, "POST /subjects/s/versions", "{}", 422, code(42201)),
                row(one, "POST /subjects/s/versions", reference, 422, code(42201)),
                row(one, "POST /subjects/s/versions", typed.formatted("PROTOBUF"), 422, code(42201)),
                row(one, "POST /subjects/t/versions", typed.formatted("AVRO"), 200, "{\"id\":2}"),
                row(one, "POST /subjects/t/versions", "{\"schema\":\"\\\"int\\\"\",\"id\":77}", 422, code(42205)),
                row(one, "POST /subjects/t/versions", "{\"schema\":", 400, code(400)),
                row(one, "POST /subjects/t/versions", "[]", 400, code(400)),
                row(one, "POST /subjects/t/versions", "", 400, code(400)),
                row(one, "POST /subjects/a%0Ab/versions", schema(INT), 422, code(42208)),
                row(one, "POST /subjects/t/versions", "[".repeat(5000), 400, code(400)),
                row(one, "GET /nothing/here", 404, code(404)),
                row(one, "PUT /subjects", 405, code(405)),
                row(one, "PUT /mode", "{\"mode\":\"READONLY\"}", 405, code(405)));
    }

    static Stream<EndpointRow> configuring() {
        String full = "{\"compatibility\":\"FULL\"}";
        List<String> set = List.of("s=" + V1, "PUT /config/s " + full);
        String latest = "POST /compatibility/subjects/s/versions/latest";
        return Stream.of(
                row(List.of(), "GET /config", 200, level("BACKWARD")),
                row(List.of(), "PUT /config", full, 200, full),
                row(List.of(), "PUT /config", "{\"compatibility\":\"full_transitive\"}", 200, "{}"),
                row(List.of(), "PUT /config", "{\"compatibility\":\"SIDEWAYS\"}", 422, code(42203)),
                row(List.of(), "PUT /config", "{}", 422, code(42203)),
                row(List.of("PUT /config " + full), "GET /config", 200, level("FULL")),
                row(List.of("PUT /config " + full), "DELETE /config", 200, level("FULL")),
                row(List.of("PUT /config " + full, "DELETE /config"), "GET /config", 200, level("BACKWARD")),
                row(List.of("s=" + V1), "GET /config/s", 404, code(40408)),
                row(List.of("s=" + V1), "GET /config/s?defaultToGlobal=true", 200, level("BACKWARD")),
                row(set, "GET /config/s", 200, level("FULL")),
                row(set, "DELETE /config/s", 200, level("FULL")),
                row(List.of(), "DELETE /config/s", 404, code(40401)),
                row(
                        List.of("s=" + V1, "PUT /config/s " + full, "DELETE /subjects/s"),
                        "GET /config/s",
                        404,
                        code(40408)),
                row(
                        List.of("s=" + V1, "PUT /config/s {\"compatibility\":\"NONE\"}"),
                        "POST /subjects/s/versions",
                        schema(NO_DEFAULT),
                        200,
                        "{\"id\":2}"),
                row(List.of("s=" + V1), latest, schema(V2), 200, "{\"is_compatible\":true}"),
                row(List.of("s=" + V1), latest, schema(NO_DEFAULT), 200, "{\"is_compatible\":false}"),
                row(List.of("s=" + V1), latest + "?verbose=true", schema(V2), 200, "{\"messages\":[]}"),
                row(List.of(), latest, schema(V2), 200, "{\"is_compatible\":true}"),
                row(
                        List.of("s=" + V1),
                        "POST /compatibility/subjects/s/versions",
                        schema(V2),
                        200,
                        "{\"is_compatible\":true}"),
                row(List.of("s=" + V1), "POST /compatibility/subjects/s/versions/4", schema(V2), 404, code(40402)),
                row(List.of("s=" + V1), "POST /compatibility/subjects/s/versions/x", schema(V2), 422, code(42202)),
                row(List.of("s=" + V1), latest, schema("{"), 422, code(42201)),
                row(List.of(), "GET /mode", 200, "{\"mode\":\"READWRITE\"}"),
                row(List.of(), "GET /mode/s", 404, code(40409)),
                row(List.of(), "GET /mode/s?defaultToGlobal=true", 200, "{\"mode\":\"READWRITE\"}"),
                row(List.of(), "GET /contexts", 200, "[\".\"]"));
    }

    private static EndpointRow row(List<String> before, String call, int status, String expected) {
        return new EndpointRow(before, call, "", status, expected);
    }

    private static EndpointRow row(List<String> before, String call, String body, int status, String expected) {
        return new EndpointRow(before, call, body, status, expected);
    }

    private static String one(String subject, int version, int id, String schema) {
        return "{\"subject\":\"%s\",\"version\":%d,\"id\":%d,\"schema\":%s}"
                .formatted(subject, version, id, quote(schema));
    }

    private static String schema(String schema) {
        return "{\"schema\":" + quote(schema) + "}";
    }

    private static String quote(String text) {
        return "\"" + text.replace("\"", "\\\"") + "\"";
    }

    private static String code(int code) {
        return "{\"error_code\":" + code + "}";
    }

    private static String level(String level) {
        return "{\"compatibilityLevel\":\"" + level + "\"}";
    }
}
