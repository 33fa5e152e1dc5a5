package textmill.schema.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.util.RandomData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PayloadDecoderTest {
    private static final long SEED = 20_261_123L;

    @Test
    void shouldReadTheNumbersThatAvroReads() throws IOException {
        Random random = new Random(SEED);
        for (int round = 0; round < 20_000; round++) {
            // Numbers of every length, negative ones too
            long number = random.nextLong() >> random.nextInt(64);
            byte[] bytes = encode(out -> {
                out.writeLong(number);
                out.writeInt((int) number);
                out.writeFloat(Float.intBitsToFloat((int) number));
                out.writeDouble(Double.longBitsToDouble(number));
                out.writeBoolean(number % 2 == 0);
            });
            PayloadDecoder decoder = new PayloadDecoder().reset(bytes, 0, bytes.length);

            assertThat(decoder.readLong()).isEqualTo(number);
            assertThat(decoder.readInt()).isEqualTo((int) number);
            assertThat(Float.floatToRawIntBits(decoder.readFloat())).isEqualTo((int) number);
            assertThat(Double.doubleToRawLongBits(decoder.readDouble())).isEqualTo(number);
            assertThat(decoder.readBoolean()).isEqualTo(number % 2 == 0);
            decoder.expectEnd();
        }
    }

    @Test
    void shouldReadTheRecordsThatAvroReads() throws IOException {
        for (Object record : new RandomData(HostileSchemas.EVERYTHING, 300, SEED)) {
            byte[] bytes = encode(out -> new GenericDatumWriter<>(HostileSchemas.EVERYTHING).write(record, out));

            Object read = new GenericDatumReader<>(HostileSchemas.EVERYTHING)
                    .read(null, new PayloadDecoder().reset(bytes, 0, bytes.length));

            assertThat(read).isEqualTo(record);
        }
    }

    @Test
    void shouldReadBlocksThatSayHowLongTheyAre() throws IOException {
        // Avro's blocking encoder writes a negative count and the size in bytes before each block.
        Schema schema = new Schema.Parser().parse("{\"type\":\"array\",\"items\":\"string\"}");
        for (Object array : new RandomData(schema, 100, SEED)) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            BinaryEncoder encoder = new EncoderFactory().configureBlockSize(64).blockingBinaryEncoder(out, null);
            new GenericDatumWriter<>(schema).write(array, encoder);
            encoder.flush();
            byte[] bytes = out.toByteArray();

            PayloadDecoder decoder = new PayloadDecoder().reset(bytes, 0, bytes.length);
            assertThat(new GenericDatumReader<>(schema).read(null, decoder)).isEqualTo(array);
            decoder.expectEnd();

            decoder.reset(bytes, 0, bytes.length);
            for (long block = decoder.skipArray(); block > 0; block = decoder.skipArray()) {
                for (long i = 0; i < block; i++) {
                    decoder.skipString();
                }
            }
            decoder.expectEnd();
        }
    }

    @Test
    void shouldNotSeeBeyondItsSlice() {
        byte[] bytes = {9, 9, 4, 'h', 'i', 9, 9};
        PayloadDecoder decoder = new PayloadDecoder().reset(bytes, 2, 3);

        assertThat(decoder.readString()).isEqualTo("hi");
        decoder.expectEnd();
        assertThat(catchThrowableOfType(BadRecordException.class, decoder::readInt)
                        .reason())
                .isEqualTo(BadRecordReason.TRUNCATED);
    }

    static Stream<Arguments> malformed() {
        byte[] endless = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
        byte[] overflowingInt = {-1, -1, -1, -1, 0x10};
        byte[] overflowingLong = {-1, -1, -1, -1, -1, -1, -1, -1, -1, 2};
        byte[] minusOne = {1};
        byte[] hugeLength = {-2, -1, -1, -1, 15};
        byte[] longMin = {-1, -1, -1, -1, -1, -1, -1, -1, -1, 1};
        return Stream.of(
                bad("int, endless", PayloadDecoder::readInt, BadRecordReason.CORRUPT, endless),
                bad("int, 33 bits", PayloadDecoder::readInt, BadRecordReason.CORRUPT, overflowingInt),
                bad("int, cut", PayloadDecoder::readInt, BadRecordReason.TRUNCATED, -1, -1),
                bad("long, endless", PayloadDecoder::readLong, BadRecordReason.CORRUPT, endless),
                bad("long, 65 bits", PayloadDecoder::readLong, BadRecordReason.CORRUPT, overflowingLong),
                bad("long, nothing", PayloadDecoder::readLong, BadRecordReason.TRUNCATED),
                bad("boolean of 2", PayloadDecoder::readBoolean, BadRecordReason.CORRUPT, 2),
                bad("boolean, nothing", PayloadDecoder::readBoolean, BadRecordReason.TRUNCATED),
                bad("float, cut", PayloadDecoder::readFloat, BadRecordReason.TRUNCATED, 1, 2, 3),
                bad("double, cut", PayloadDecoder::readDouble, BadRecordReason.TRUNCATED, 1, 2, 3, 4, 5, 6, 7),
                bad("string of -1", PayloadDecoder::readString, BadRecordReason.CORRUPT, minusOne),
                bad("string of 2^31-1", PayloadDecoder::readString, BadRecordReason.TRUNCATED, hugeLength),
                bad("string of -2^63", PayloadDecoder::readString, BadRecordReason.CORRUPT, longMin),
                bad("utf8 of 2^31-1", d -> d.readString(null), BadRecordReason.TRUNCATED, hugeLength),
                bad("slice of 2^31-1", PayloadDecoder::readSlice, BadRecordReason.TRUNCATED, hugeLength),
                bad("skipped string of -1", PayloadDecoder::skipString, BadRecordReason.CORRUPT, minusOne),
                bad("skipped string, cut", PayloadDecoder::skipString, BadRecordReason.TRUNCATED, 4, 'h'),
                bad("bytes of -1", d -> d.readBytes(null), BadRecordReason.CORRUPT, minusOne),
                bad("bytes of 2^31-1", d -> d.readBytes(null), BadRecordReason.TRUNCATED, hugeLength),
                bad("skipped bytes of -1", PayloadDecoder::skipBytes, BadRecordReason.CORRUPT, minusOne),
                bad("fixed, cut", d -> d.readFixed(new byte[4], 0, 4), BadRecordReason.TRUNCATED, 1, 2, 3),
                bad("skipped fixed, cut", d -> d.skipFixed(4), BadRecordReason.TRUNCATED, 1, 2, 3),
                bad("array of 2^31-1", PayloadDecoder::readArrayStart, BadRecordReason.TRUNCATED, hugeLength),
                bad("array of -2^63", PayloadDecoder::readArrayStart, BadRecordReason.CORRUPT, longMin),
                bad("block of -1 bytes", PayloadDecoder::readArrayStart, BadRecordReason.CORRUPT, 1, 1),
                bad("block, cut", PayloadDecoder::readArrayStart, BadRecordReason.TRUNCATED, 1, 8, 0),
                bad("skipped block, cut", PayloadDecoder::skipArray, BadRecordReason.TRUNCATED, 1, 8, 0),
                bad("skipped array of -2^63", PayloadDecoder::skipArray, BadRecordReason.CORRUPT, longMin),
                bad("skipped map of 2^31-1", PayloadDecoder::skipMap, BadRecordReason.TRUNCATED, hugeLength),
                bad("map of 2^31-1", PayloadDecoder::readMapStart, BadRecordReason.TRUNCATED, hugeLength),
                bad("bytes left", PayloadDecoder::expectEnd, BadRecordReason.TRAILING_BYTES, 0));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void shouldRefuse(String what, Consumer<PayloadDecoder> read, BadRecordReason reason, byte[] bytes) {
        PayloadDecoder decoder = new PayloadDecoder().reset(bytes, 0, bytes.length);

        assertThat(catchThrowableOfType(BadRecordException.class, () -> read.accept(decoder))
                        .reason())
                .isEqualTo(reason);
    }

    @Test
    void shouldBoundTheItemsOfAllCollectionsTogether() {
        // Blocks of 1000 items that take no bytes, one after another: 3 bytes of payload each
        byte[] bytes = new byte[3000];
        for (int i = 0; i < bytes.length; i += 2) {
            bytes[i] = (byte) 0xD0;
            bytes[i + 1] = 0x0F;
        }
        PayloadDecoder decoder = new PayloadDecoder().reset(bytes, 0, bytes.length);
        long[] claimed = {decoder.readArrayStart()};

        BadRecordException refusal = catchThrowableOfType(BadRecordException.class, () -> {
            while (true) {
                claimed[0] += decoder.arrayNext();
            }
        });

        assertThat(refusal.reason()).isEqualTo(BadRecordReason.TRUNCATED);
        assertThat(claimed[0]).isBetween(1000L, (long) bytes.length + PayloadDecoder.FREE_ITEMS);
    }

    private interface Write {
        void to(BinaryEncoder out) throws IOException;
    }

    private static byte[] encode(Write write) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        write.to(encoder);
        encoder.flush();
        // Avro can read it back: the test's own bytes are sound.
        assertThat(DecoderFactory.get().binaryDecoder(out.toByteArray(), null).isEnd())
                .isEqualTo(out.size() == 0);
        return out.toByteArray();
    }

    private static Arguments bad(String what, Consumer<PayloadDecoder> read, BadRecordReason reason, int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return Arguments.of(what, read, reason, bytes);
    }

    private static Arguments bad(String what, Consumer<PayloadDecoder> read, BadRecordReason reason, byte[] bytes) {
        return Arguments.of(what, read, reason, bytes);
    }
}
