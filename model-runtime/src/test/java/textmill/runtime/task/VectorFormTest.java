package textmill.runtime.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import textmill.runtime.TestModels;
import textmill.runtime.task.embedding.EmbeddingType;

/** Against what {@code quantize_embeddings} of sentence-transformers makes of the same vectors, byte by byte. */
class VectorFormTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;

    VectorFormTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @ParameterizedTest
    @ValueSource(strings = {"float32", "float16", "int8", "uint8", "binary", "ubinary"})
    void shouldGiveTheBytesOfTheReference(String type) throws IOException {
        for (JsonNode golden : JSON.readTree(
                TestModels.resource("/textmill/golden/vectors.json").toFile())) {
            check(golden, type, form(Map.of("vector", type, "vector.encoding", "bytes")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"int8", "uint8"})
    void shouldGiveTheBytesOfTheReferenceWithARangeForEachDimension(String type) throws IOException {
        for (JsonNode golden : JSON.readTree(
                TestModels.resource("/textmill/golden/vectors.json").toFile())) {
            Path ranges = directory.resolve("ranges.json");
            JSON.writeValue(ranges.toFile(), golden.path("ranges"));

            check(golden, type + " by dimension", form(Map.of("vector", type, "vector.range", ranges.toString())));
        }
    }

    private static void check(JsonNode golden, String name, VectorForm form) {
        JsonNode expected = golden.path("bytes").path(name);
        assertThat(expected.size()).isEqualTo(6);
        for (int i = 0; i < expected.size(); i++) {
            byte[] bytes = Base64.getDecoder().decode(expected.path(i).asText());
            float[] vector = floats(golden.path("vectors").path(i));
            assertThat(form.bytes(vector)).as("%s, vector %d", name, i).isEqualTo(bytes);
            assertThat(form.numbers(vector)).as("%s, vector %d", name, i).isEqualTo(numbers(form.type(), bytes));
        }
    }

    private static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) array.path(i).asDouble();
        }
        return values;
    }

    /** What the bytes stand for, read in another way than they were written. */
    private static float[] numbers(VectorType type, byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        List<Float> numbers = new ArrayList<>();
        while (buffer.hasRemaining()) {
            numbers.add(
                    switch (type) {
                        case FLOAT32 -> buffer.getFloat();
                        case FLOAT16 -> half(buffer.getShort());
                        case INT8, BINARY -> (float) buffer.get();
                        case UINT8, UBINARY -> (float) (buffer.get() & 0xFF);
                    });
        }
        float[] values = new float[numbers.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = numbers.get(i);
        }
        return values;
    }

    /** The definition of IEEE 754. */
    private static float half(short bits) {
        int exponent = bits >> 10 & 0x1F;
        double fraction = (bits & 0x3FF) / 1024.0;
        double size = exponent == 31
                ? Double.POSITIVE_INFINITY
                : exponent == 0 ? fraction * Math.pow(2, -14) : (1 + fraction) * Math.pow(2, exponent - 15);
        return (float) (bits < 0 ? -size : size);
    }

    @Test
    void shouldRoundEveryHalfToItselfAndWhatIsBetweenToTheNearest() {
        for (int bits = 0; bits < 0x7C00; bits++) {
            short half = (short) bits;
            float value = half(half);
            float next = half((short) (bits + 1));
            assertThat(Half.toFloat(half)).isEqualTo(value);
            assertThat(Half.of(value)).isEqualTo(half);
            assertThat(Half.of(-value)).isEqualTo((short) (bits | 0x8000));
            if (bits < 0x7BFF) {
                float middle = (float) (((double) value + next) / 2);
                assertThat(Half.of(Math.nextDown(middle))).isEqualTo(half);
                assertThat(Half.of(Math.nextUp(middle))).isEqualTo((short) (bits + 1));
                assertThat(Half.of(middle)).isEqualTo((short) (bits + (bits & 1)));
            }
        }
        assertThat(Half.of(Float.POSITIVE_INFINITY)).isEqualTo((short) 0x7C00);
        assertThat(Half.toFloat(Half.of(Float.NaN))).isNaN();
    }

    @Test
    void shouldBeAListOfNumbersUnlessAskedForSomethingElse() {
        assertThat(form(Map.of()).isPlain()).isTrue();
        assertThat(form(Map.of("vector", "float16")).packed()).isTrue();
        assertThat(form(Map.of("vector", "int8", "vector.encoding", "array")).packed())
                .isFalse();
        assertThat(form(Map.of("vector.encoding", "bytes")).isPlain()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "vector | int4 | expected one of float32, float16, int8, uint8, binary, ubinary, found 'int4'",
                "vector.encoding | base64 | expected one of auto, array, bytes",
                "vector.range | 1,-1 | expected unit, MIN,MAX or a JSON file of two arrays",
                "vector.range | nowhere.json | found 'nowhere.json'"
            })
    void shouldSayWhatIsExpected(String option, String value, String says) {
        Map<String, String> written = new HashMap<>(Map.of("vector", "int8"));
        written.put(option, value);

        assertThatThrownBy(() -> form(written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(says);
    }

    @Test
    void shouldRefuseAFileOfArraysThatDoNotFit() throws IOException {
        Path ranges = directory.resolve("ranges.json");
        for (String content : List.of("[[1,2],[3]]", "[[1],[\"a\"]]", "{}", "[[],[]]", "[[2],[1]]", "no")) {
            Files.writeString(ranges, content);
            assertThatThrownBy(() -> form(Map.of("vector", "int8", "vector.range", ranges.toString())))
                    .as(content)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("two arrays");
        }
    }

    private static VectorForm form(Map<String, String> options) {
        return VectorOptions.read(TaskOptions.of(EmbeddingType.INSTANCE, options));
    }
}
