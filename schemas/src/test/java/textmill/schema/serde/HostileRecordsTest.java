package textmill.schema.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import textmill.events.TextEvent;
import textmill.schema.text.TextExtractor;

/** Bytes that nobody vouches for: a verdict on the record each time, and never more memory than the record is worth. */
class HostileRecordsTest {
    /** Java's objects for a byte of payload: a list item of a record without fields is the worst. */
    private static final long BYTES_PER_PAYLOAD_BYTE = 64;

    /** Exceptions with their stack traces, lists' first capacity, strings of messages. */
    private static final long FIXED_BYTES = 64 * 1024;

    private static final int TIMES = 3;

    private final InMemoryRegistry registry = new InMemoryRegistry();
    private final TextmillAvroDeserializer deserializer = new TextmillAvroDeserializer(registry);

    HostileRecordsTest() {
        deserializer.configure(Map.of(), false);
    }

    @ParameterizedTest
    @CsvSource({
        "'',               TOO_SHORT",
        "00,               TOO_SHORT",
        "00000000,         TOO_SHORT",
        "0100000001,       BAD_MAGIC",
        "7b22746578742200, BAD_MAGIC",
        "0000000000,       UNKNOWN_SCHEMA",
        "00000000ff,       UNKNOWN_SCHEMA",
        "00ffffffff,       UNKNOWN_SCHEMA",
        "0000000001,       TRUNCATED",
        "000000000102,     TRUNCATED",
        "0000000001000000, TRAILING_BYTES",
        "000000000104,     CORRUPT",
        "000000000101,     CORRUPT",
        "0000000001020100, CORRUPT",
        "000000000102feffffff0f, TRUNCATED",
        "000000000102ffffffffffffffffff01, CORRUPT",
        "000000000102ffffffffffffffffffff, CORRUPT",
    })
    void shouldGiveTheReason(String hex, BadRecordReason reason) {
        registry.add(TextEvent.getClassSchema());
        byte[] bytes = HexFormat.of().parseHex(hex);

        BadRecordException failure =
                catchThrowableOfType(BadRecordException.class, () -> deserializer.deserialize("texts", bytes));

        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(failure.getMessage()).isNotBlank();
    }

    static Stream<Arguments> bombs() {
        byte[] hugeCount = varint(1_900_000_000L);
        return Stream.of(
                Arguments.of(HostileSchemas.STRING, hugeCount),
                Arguments.of(HostileSchemas.STRING, varint(-1)),
                Arguments.of(HostileSchemas.STRING, varint(Long.MIN_VALUE)),
                Arguments.of(HostileSchemas.BYTES, hugeCount),
                Arguments.of(HostileSchemas.HUGE_FIXED, new byte[100]),
                Arguments.of(HostileSchemas.FLOATS, hugeCount),
                Arguments.of(HostileSchemas.FLOATS, varint(90)),
                Arguments.of(HostileSchemas.FLOATS, varint(Long.MIN_VALUE)),
                Arguments.of(HostileSchemas.LONGS, hugeCount),
                Arguments.of(HostileSchemas.LONGS, concat(varint(-1_900_000_000L), hugeCount)),
                Arguments.of(HostileSchemas.MAP, hugeCount),
                Arguments.of(HostileSchemas.MAP, concat(varint(1), hugeCount)),
                Arguments.of(HostileSchemas.NULLS, concat(hugeCount, varint(0))),
                Arguments.of(HostileSchemas.NULLS, repeat(varint(1000), 50_000)),
                Arguments.of(HostileSchemas.EMPTY_RECORDS, concat(hugeCount, varint(0))),
                Arguments.of(HostileSchemas.EMPTY_RECORDS, repeat(varint(1000), 50_000)),
                Arguments.of(HostileSchemas.CHAIN, repeat(varint(1), 1_000_000)),
                Arguments.of(HostileSchemas.TREE, repeat(varint(1), 1_000_000)),
                Arguments.of(HostileSchemas.ENUM, varint(2)),
                Arguments.of(HostileSchemas.ENUM, varint(-1)),
                Arguments.of(HostileSchemas.UNION, varint(2)),
                Arguments.of(HostileSchemas.UNION, varint(-1)),
                Arguments.of(HostileSchemas.EVERYTHING, repeat(varint(-1), 1000)));
    }

    @ParameterizedTest
    @MethodSource("bombs")
    void shouldRefuseBombsWithoutAllocatingWhatTheyClaim(Schema schema, byte[] body) {
        byte[] record = record(schema, body);
        refuse(record); // Loads classes and makes the reader.

        long allocated = allocatedBy(() -> refuse(record));

        assertThat(allocated).isLessThan(FIXED_BYTES + BYTES_PER_PAYLOAD_BYTE * record.length);
    }

    @ParameterizedTest
    @MethodSource("bombs")
    void shouldRefuseBombsInFieldsThatAreSkipped(Schema schema, byte[] body) {
        // Given the bomb in a field before the text
        Schema around = Schema.createRecord("Around", null, null, false);
        around.setFields(java.util.List.of(
                new Schema.Field("bomb", schema), new Schema.Field("text", Schema.create(Schema.Type.STRING))));
        byte[] record = record(around, body);
        TextExtractor extractor = TextExtractor.avro("text", registry);
        Runnable refuse = () -> assertThat(catchThrowableOfType(
                        BadRecordException.class, () -> extractor.extract("t", new RecordHeaders(), record)))
                .isNotNull();
        refuse.run();

        long allocated = allocatedBy(refuse);

        assertThat(allocated).isLessThan(FIXED_BYTES + BYTES_PER_PAYLOAD_BYTE * record.length);
    }

    @Test
    void shouldNotMistakeManyGoodItemsForABomb() {
        Schema longs = HostileSchemas.LONGS;
        byte[] body = concat(concat(varint(100_000), new byte[100_000]), varint(0));

        assertThat(deserializer.deserialize("t", record(longs, body))).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("textmill.schema.serde.SampleRecords#all")
    void shouldGiveAVerdictWhateverTheBytes(SpecificRecordBase sample) {
        TextmillAvroSerializer serializer = new TextmillAvroSerializer(registry);
        serializer.configure(Map.of(), false);
        TextmillAvroDeserializer specific = new TextmillAvroDeserializer(registry);
        specific.configure(Map.of(SerdeKeys.SPECIFIC_READER, true), false);
        byte[] good = Objects.requireNonNull(serializer.serialize("t", sample));
        Random random = new Random(42);
        int refused = 0;
        for (int round = 0; round < 5_000; round++) {
            byte[] mutant = mutate(good, random);
            refused += verdict(deserializer, mutant) + verdict(specific, mutant);
        }
        assertThat(refused).as("mutants refused, of 10000").isGreaterThan(1000);
    }

    @Test
    void shouldGiveAVerdictWhateverTheBytesOfEveryType() {
        registry.add(HostileSchemas.EVERYTHING);
        Random random = new Random(43);
        for (int round = 0; round < 20_000; round++) {
            byte[] body = new byte[random.nextInt(60)];
            random.nextBytes(body);
            // Small values get further than large ones.
            for (int i = 0; i < body.length; i++) {
                body[i] = random.nextBoolean() ? (byte) (body[i] & 7) : body[i];
            }
            verdict(deserializer, record(HostileSchemas.EVERYTHING, body));
        }
    }

    /** 1 if refused, 0 if read; anything but a verdict fails the test. */
    private static int verdict(TextmillAvroDeserializer deserializer, byte[] bytes) {
        try {
            assertThat(deserializer.deserialize("t", bytes)).isNotNull();
            return 0;
        } catch (BadRecordException e) {
            return 1;
        }
    }

    private static byte[] mutate(byte[] good, Random random) {
        byte[] mutant = Arrays.copyOf(good, random.nextInt(4) == 0 ? random.nextInt(good.length + 8) : good.length);
        for (int i = 1 + random.nextInt(4); i > 0 && mutant.length > WireFormat.HEADER; i--) {
            int at = WireFormat.HEADER + random.nextInt(Math.min(40, mutant.length - WireFormat.HEADER));
            mutant[at] = (byte) random.nextInt(256);
        }
        return mutant;
    }

    private void refuse(byte[] record) {
        assertThat(catchThrowableOfType(BadRecordException.class, () -> deserializer.deserialize("t", record)))
                .isNotNull();
    }

    private byte[] record(Schema schema, byte[] body) {
        return ByteBuffer.allocate(WireFormat.HEADER + body.length)
                .put((byte) 0)
                .putInt(registry.add(schema))
                .put(body)
                .array();
    }

    /** The least of a few times: now and then the JVM makes something for itself, as faster code for a reflective call. */
    private static long allocatedBy(Runnable work) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < TIMES; i++) {
            long before = threads.getThreadAllocatedBytes(thread);
            work.run();
            least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
        }
        return least;
    }

    private static byte[] varint(long value) {
        ByteBuffer out = ByteBuffer.allocate(10);
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7fL) != 0) {
            out.put((byte) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
        return Arrays.copyOf(out.array(), out.position());
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static byte[] repeat(byte[] unit, int times) {
        byte[] all = new byte[unit.length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(unit, 0, all, i * unit.length, unit.length);
        }
        return all;
    }
}
