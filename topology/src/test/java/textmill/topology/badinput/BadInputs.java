package textmill.topology.badinput;

import static java.nio.charset.StandardCharsets.UTF_8;
import static textmill.topology.badinput.BadInput.dead;
import static textmill.topology.badinput.BadInput.result;
import static textmill.topology.deadletter.Reason.BAD_MAGIC;
import static textmill.topology.deadletter.Reason.CORRUPT;
import static textmill.topology.deadletter.Reason.INFERENCE_FAILED;
import static textmill.topology.deadletter.Reason.MISSING_FIELD;
import static textmill.topology.deadletter.Reason.OUTPUT_NOT_FINITE;
import static textmill.topology.deadletter.Reason.OUTPUT_TOO_LARGE;
import static textmill.topology.deadletter.Reason.PAIR_MISSING;
import static textmill.topology.deadletter.Reason.PAIR_NOT_TAKEN;
import static textmill.topology.deadletter.Reason.TIMESTAMP_OUT_OF_RANGE;
import static textmill.topology.deadletter.Reason.TOKENIZE_FAILED;
import static textmill.topology.deadletter.Reason.TOO_SHORT;
import static textmill.topology.deadletter.Reason.TRAILING_BYTES;
import static textmill.topology.deadletter.Reason.TRUNCATED;
import static textmill.topology.deadletter.Reason.UNKNOWN_SCHEMA;
import static textmill.topology.deadletter.Reason.WRONG_FIELD_TYPE;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;
import textmill.events.TextEvent;
import textmill.schema.registry.SchemaRegistry;
import textmill.topology.badinput.BadInput.Expected;

/** Every row of the list of bad inputs that a record can be, and its neighbours. */
final class BadInputs {
    /** Longer texts are cut. */
    static final int MAX_CHARACTERS = 100_000;
    /** The topic of replaced-token scores, which repeat the text, takes no more. */
    static final int MAX_SCORES_BYTES = 250_000;

    private final SchemaRegistry registry;
    private final int event;
    private final List<BadInput> inputs = new ArrayList<>();

    private BadInputs(SchemaRegistry registry) {
        this.registry = registry;
        this.event = registry.register("event", TextEvent.getClassSchema());
    }

    static List<BadInput> all(SchemaRegistry registry) {
        BadInputs all = new BadInputs(registry);
        all.framing();
        all.bodies();
        all.schemas();
        all.texts();
        all.records();
        return all.inputs;
    }

    /** A good record: the text event with this text. */
    static byte[] good(SchemaRegistry registry, String text) {
        return new BadInputs(registry).text(text);
    }

    private byte[] text(String text) {
        return AvroBytes.of(event).number(1).string(text).number(0).bytes();
    }

    private void add(String name, byte @Nullable [] value, Expected expected) {
        inputs.add(new BadInput(name, name.getBytes(UTF_8), value, List.of(), null, expected));
    }

    private void framing() {
        add("empty value", new byte[0], dead(TOO_SHORT));
        add("magic byte alone", new byte[] {0}, dead(TOO_SHORT));
        add("three bytes", new byte[] {0, 0, 0}, dead(TOO_SHORT));
        add("four bytes", new byte[] {0, 0, 0, 0}, dead(TOO_SHORT));
        add("header without body", AvroBytes.of(event).bytes(), dead(TRUNCATED));
        add("magic byte 1", replaceFirst(text("a"), (byte) 1), dead(BAD_MAGIC));
        add("magic byte 255", replaceFirst(text("a"), (byte) -1), dead(BAD_MAGIC));
        add("JSON", "{\"text\":\"hello\"}".getBytes(UTF_8), dead(BAD_MAGIC));
        add("plain text", "hello world".getBytes(UTF_8), dead(BAD_MAGIC));
        add("Java serialisation", new byte[] {(byte) 0xAC, (byte) 0xED, 0, 5, 't', 0, 1, 'a'}, dead(BAD_MAGIC));
        add("unknown schema", AvroBytes.of(999_999).number(1).bytes(), dead(UNKNOWN_SCHEMA));
        add("schema 0", AvroBytes.of(0).number(1).bytes(), dead(UNKNOWN_SCHEMA));
        add("schema -1", AvroBytes.of(-1).number(1).bytes(), dead(UNKNOWN_SCHEMA));
        add("largest schema id", AvroBytes.of(Integer.MAX_VALUE).number(1).bytes(), dead(UNKNOWN_SCHEMA));
    }

    private static byte[] replaceFirst(byte[] bytes, byte first) {
        bytes[0] = first;
        return bytes;
    }

    private void bodies() {
        byte[] whole = text("a text that is cut off");
        for (int length : new int[] {6, 7, 8, 12, whole.length - 2, whole.length - 1}) {
            add("cut after " + length + " bytes", Arrays.copyOf(whole, length), dead(TRUNCATED));
        }
        add("huge length", body().number(Integer.MAX_VALUE).raw((byte) 'a').bytes(), dead(TRUNCATED, CORRUPT));
        add("longest length", body().number(Long.MAX_VALUE).raw((byte) 'a').bytes(), dead(TRUNCATED, CORRUPT));
        add("length 2^31", body().number(1L << 31).raw((byte) 'a').bytes(), dead(TRUNCATED, CORRUPT));
        add("negative length", body().number(-1).raw((byte) 'a').bytes(), dead(CORRUPT));
        add("least length", body().number(Long.MIN_VALUE).raw((byte) 'a').bytes(), dead(CORRUPT, TRUNCATED));
        byte[] endless = new byte[20];
        Arrays.fill(endless, (byte) 0xFF);
        add("number without end", body().raw(endless).bytes(), dead(CORRUPT, TRUNCATED));
        add("third branch of two", AvroBytes.of(event).number(2).number(0).bytes(), dead(CORRUPT));
        add("branch -1", AvroBytes.of(event).number(-1).number(0).bytes(), dead(CORRUPT));
        add(
                "largest branch",
                AvroBytes.of(event).number(Integer.MAX_VALUE).number(0).bytes(),
                dead(CORRUPT));
        add("one byte too many", Arrays.copyOf(whole, whole.length + 1), dead(TRAILING_BYTES));
        add(
                "two records in one",
                AvroBytes.of(event).number(1).string("a").number(0).raw(whole).bytes(),
                dead(TRAILING_BYTES));
        for (int seed = 1; seed <= 5; seed++) {
            byte[] noise = new byte[64];
            new Random(seed).nextBytes(noise);
            add("noise " + seed, AvroBytes.of(event).raw(noise).bytes(), dead(CORRUPT, TRUNCATED, TRAILING_BYTES));
        }
    }

    /** A text event up to the length of its text. */
    private AvroBytes body() {
        return AvroBytes.of(event).number(1);
    }

    private void schemas() {
        add(
                "no text field",
                record("{\"name\":\"txt\",\"type\":\"string\"}").string("a").bytes(),
                dead(MISSING_FIELD));
        add("no fields", record("").bytes(), dead(MISSING_FIELD));
        add("text is an int", field("\"int\"").number(3).bytes(), dead(WRONG_FIELD_TYPE));
        add("text is bytes", field("\"bytes\"").string("a").bytes(), dead(WRONG_FIELD_TYPE));
        add("text is a boolean", field("\"boolean\"").raw((byte) 1).bytes(), dead(WRONG_FIELD_TYPE));
        add(
                "text is an array",
                field("{\"type\":\"array\",\"items\":\"string\"}").number(0).bytes(),
                dead(WRONG_FIELD_TYPE));
        add(
                "text is a map",
                field("{\"type\":\"map\",\"values\":\"string\"}").number(0).bytes(),
                dead(WRONG_FIELD_TYPE));
        add(
                "text is a record",
                field("{\"type\":\"record\",\"name\":\"Inner\",\"fields\":[]}").bytes(),
                dead(WRONG_FIELD_TYPE));
        add(
                "text is a nullable int",
                field("[\"null\",\"int\"]").number(1).number(3).bytes(),
                dead(WRONG_FIELD_TYPE));
        add(
                "not a record at all",
                AvroBytes.of(registered("\"string\"")).string("a").bytes(),
                dead(MISSING_FIELD, WRONG_FIELD_TYPE));
        add("plain string field", field("\"string\"").string("good after all").bytes(), result());
        add(
                "nullable string field",
                field("[\"null\",\"string\"]").number(1).string("good too").bytes(),
                result());
        add(
                "string before null",
                field("[\"string\",\"null\"]").number(0).string("good as well").bytes(),
                result());
    }

    private AvroBytes field(String type) {
        return record("{\"name\":\"text\",\"type\":" + type + "}");
    }

    private AvroBytes record(String fields) {
        return AvroBytes.of(registered("{\"type\":\"record\",\"name\":\"Other\",\"fields\":[" + fields + "]}"));
    }

    private int registered(String schema) {
        return registry.register("case-" + inputs.size(), new Schema.Parser().parse(schema));
    }

    private void texts() {
        add("null text", AvroBytes.of(event).number(0).number(0).bytes(), new Expected.Skip());
        add("empty text", text(""), new Expected.Result(false, true, false));
        add("white space", text(" \t\n\u3000 "), new Expected.Result(false, true, false));
        add("NUL", text("a\0b"), result());
        add("control characters", text("\u0001\u0007\u001b[31m\u007f\u0085"), result());
        add("emoji with joiners", text("\uD83D\uDC69\u200D\uD83D\uDC69\u200D\uD83D\uDC67 ok"), result());
        add("right to left", text("\u202Eשלום مرحبا\u202C"), result());
        add("Chinese, Japanese, Korean", text("你好世界 こんにちは 안녕하세요"), result());
        add("combining marks", text("e\u0301".repeat(200) + "\u0300".repeat(500)), result());
        add("byte order mark", text("\uFEFFtext"), result());
        add("replacement character", text("already \uFFFD here"), result());
        add("10,000 words", text("word ".repeat(10_000)), result());
        add("900 KB", text("w".repeat(900_000)), new Expected.Result(true, false, false));
        add("pair on the cut", text("a" + "\uD83D\uDE00".repeat(50_000)), new Expected.Result(true, false, false));
        add(
                "invalid UTF-8",
                body().string(new byte[] {'a', (byte) 0xFF, (byte) 0xFE, 'b'})
                        .number(0)
                        .bytes(),
                substituted());
        add(
                "encoded surrogate",
                body().string(new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80})
                        .number(0)
                        .bytes(),
                substituted());
        add(
                "overlong UTF-8",
                body().string(new byte[] {'a', (byte) 0xC0, (byte) 0x80})
                        .number(0)
                        .bytes(),
                substituted());
        add(
                "cut UTF-8",
                body().string(new byte[] {'a', (byte) 0xE4, (byte) 0xBD})
                        .number(0)
                        .bytes(),
                substituted());
        add("tokenizer fails", text("!TOKENIZE_FAILED"), dead(TOKENIZE_FAILED));
        add("no pair", text("!PAIR_MISSING"), dead(PAIR_MISSING));
        add("a pair too many", text("!PAIR_NOT_TAKEN"), dead(PAIR_NOT_TAKEN));
        add("model fails", text("!INFERENCE_FAILED"), dead(INFERENCE_FAILED));
        add("NaN", text("!OUTPUT_NOT_FINITE"), dead(OUTPUT_NOT_FINITE));
        add("result too large", text("界".repeat(90_000)), dead(OUTPUT_TOO_LARGE));
    }

    private void named(String name, byte[] schemaId, byte[] value, Expected expected) {
        List<Header> headers = List.of(new RecordHeader("__value_schema_id", schemaId));
        inputs.add(new BadInput(name, name.getBytes(UTF_8), value, headers, null, expected));
    }

    private static byte[] guid(Schema schema) {
        try {
            byte[] md5 =
                    MessageDigest.getInstance("MD5").digest(schema.toString().getBytes(UTF_8));
            return ByteBuffer.allocate(17).put((byte) 1).put(md5).array();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static Expected substituted() {
        return new Expected.Result(false, false, true);
    }

    private void records() {
        byte[] good = text("a good text in an odd record");
        add("tombstone", null, new Expected.Tombstone());
        inputs.add(new BadInput("tombstone without key", null, null, List.of(), null, new Expected.Tombstone()));
        inputs.add(new BadInput("no key", null, good, List.of(), null, result()));
        inputs.add(new BadInput("empty key", new byte[0], good, List.of(), null, result()));
        inputs.add(new BadInput("large key", new byte[100_000], good, List.of(), null, result()));
        List<Header> hundred = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            hundred.add(new RecordHeader("header " + i % 7, ("value " + i).getBytes(UTF_8)));
        }
        inputs.add(new BadInput("100 headers", good.clone(), good, hundred, null, result()));
        byte[] body = Arrays.copyOfRange(good, 5, good.length);
        named("schema in a header", Arrays.copyOf(good, 5), body, result());
        named("schema in a header and before the body", Arrays.copyOf(good, 5), good, dead(TRAILING_BYTES, CORRUPT));
        named("guid in a header", guid(TextEvent.getClassSchema()), body, result());
        named("unknown guid", guid(Schema.createFixed("Nobodys", null, null, 7)), body, dead(UNKNOWN_SCHEMA));
        named("cut guid", new byte[] {1, 2, 3}, body, dead(TOO_SHORT));
        named("empty schema header", new byte[0], good, dead(TOO_SHORT));
        named("odd schema header", new byte[] {7, 0, 0, 0, 1}, good, dead(BAD_MAGIC));
        List<Header> odd = List.of(
                new RecordHeader("", new byte[0]),
                new RecordHeader("null", (byte[]) null),
                new RecordHeader("__streams.errors.reason", new byte[] {1}));
        inputs.add(new BadInput("odd headers", good.clone(), good, odd, null, result()));
        inputs.add(new BadInput(
                "odd headers and bad magic", null, new byte[] {9, 9, 9, 9, 9, 9}, odd, null, dead(BAD_MAGIC)));
        inputs.add(new BadInput("timestamp 0", good.clone(), good, List.of(), 0L, result()));
        long future = 4_102_444_800_000L;
        inputs.add(new BadInput("far future", good.clone(), good, List.of(), future, dead(TIMESTAMP_OUT_OF_RANGE)));
    }
}
