package textmill.runtime.model;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import textmill.runtime.fuzz.Cost;
import textmill.runtime.fuzz.ScratchFile;

/** Any bytes as a file of tensors, asked for sizes that are there and for absurd ones. */
class SafetensorsFuzzTest {
    private static final Path FILE = ScratchFile.directory().resolve("model.safetensors");
    private static final int[] SIZES = {1, 4, 1_000_000, Integer.MAX_VALUE};

    static Stream<byte[]> seeds() {
        return Stream.of(
                file("{\"linear.weight\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]}}", 16),
                file("{\"linear.weight\":{\"dtype\":\"BF16\",\"shape\":[4],\"data_offsets\":[0,8]}}", 8),
                file("{\"linear.weight\":{\"dtype\":\"F64\",\"shape\":[1,1],\"data_offsets\":[0,8]}}", 8),
                file("{\"linear.weight\":{\"dtype\":\"F32\",\"shape\":[1000,1000],\"data_offsets\":[0,4000000]}}", 0));
    }

    private static byte[] file(String header, int tensors) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Long.BYTES + json.length + tensors)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .array();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldHoldForWhatIsKnown(byte[] data) {
        shouldBeTensorsOrSayWhyNot(data);
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "1m")
    void shouldBeTensorsOrSayWhyNot(byte[] data) {
        ScratchFile.write(FILE, data);
        Cost.of(
                data,
                () -> attempt(() -> {
                    Safetensors opened = Safetensors.open(FILE);
                    opened.shape("linear.weight");
                    for (int size : SIZES) {
                        attempt(() -> opened.tensor("linear.weight", size));
                    }
                }));
    }

    private static void attempt(Runnable reading) {
        try {
            reading.run();
        } catch (ModelException e) {
            Cost.requireMessage(e);
        }
    }
}
