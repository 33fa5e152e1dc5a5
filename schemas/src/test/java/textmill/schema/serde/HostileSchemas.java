package textmill.schema.serde;

import org.apache.avro.Schema;

/** Schemas that ask for trouble. */
final class HostileSchemas {
    /** Every Avro type. */
    static final Schema EVERYTHING = parse("""
            {"type":"record","name":"Everything","namespace":"shop","fields":[
              {"name":"n","type":"null"},{"name":"b","type":"boolean"},{"name":"i","type":"int"},{"name":"l","type":"long"},
              {"name":"f","type":"float"},{"name":"d","type":"double"},{"name":"by","type":"bytes"},{"name":"s","type":"string"},
              {"name":"fx","type":{"type":"fixed","name":"Fx","size":7}},
              {"name":"e","type":{"type":"enum","name":"E","symbols":["A","B"]}},
              {"name":"a","type":{"type":"array","items":["null","string"]}},
              {"name":"v","type":{"type":"array","items":"float"}},
              {"name":"m","type":{"type":"map","values":{"type":"array","items":"long"}}},
              {"name":"u","type":["int","null","bytes",{"type":"map","values":"double"}]},
              {"name":"tree","type":["null",{"type":"record","name":"Node","fields":[
                {"name":"left","type":["null","Node"]},{"name":"leaf","type":"string"}]}]}]}""");

    /** Nested as deep as the bytes say, at a byte a level. */
    static final Schema CHAIN = parse(
            "{\"type\":\"record\",\"name\":\"Chain\",\"fields\":[{\"name\":\"next\",\"type\":[\"null\",\"Chain\"]}]}");

    /** The same through arrays. */
    static final Schema TREE = parse(
            "{\"type\":\"record\",\"name\":\"Tree\",\"fields\":[{\"name\":\"sub\",\"type\":{\"type\":\"array\",\"items\":\"Tree\"}}]}");

    /** Items that take no bytes. */
    static final Schema NULLS = field("{\"type\":\"array\",\"items\":\"null\"}");

    /** Items that take no bytes, as records. */
    static final Schema EMPTY_RECORDS =
            field("{\"type\":\"array\",\"items\":{\"type\":\"record\",\"name\":\"Empty\",\"fields\":[]}}");

    /** A value that Avro allocates before it reads it. */
    static final Schema HUGE_FIXED = field("{\"type\":\"fixed\",\"name\":\"Huge\",\"size\":1900000000}");

    static final Schema FLOATS = field("{\"type\":\"array\",\"items\":\"float\"}");
    static final Schema LONGS = field("{\"type\":\"array\",\"items\":\"long\"}");
    static final Schema MAP = field("{\"type\":\"map\",\"values\":\"string\"}");
    static final Schema BYTES = field("\"bytes\"");
    static final Schema STRING = field("\"string\"");
    static final Schema ENUM = field("{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\",\"B\"]}");
    static final Schema UNION = field("[\"null\",\"string\"]");

    private HostileSchemas() {}

    private static Schema field(String type) {
        return parse("{\"type\":\"record\",\"name\":\"Holder\",\"fields\":[{\"name\":\"x\",\"type\":" + type + "}]}");
    }

    private static Schema parse(String json) {
        return new Schema.Parser().parse(json);
    }
}
