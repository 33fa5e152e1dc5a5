package textmill.benchmarks.contender;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimedRunTest {
    @Test
    void shouldWarmUpThenEmbedEveryTextOnceAndReportASample(@TempDir Path directory) throws Exception {
        // Given
        Path texts = Files.writeString(directory.resolve("texts.txt"), "a\nbb\n\nccc\ndddd\n");
        Path out = directory.resolve("out.json");
        List<List<String>> calls = new ArrayList<>();

        // When
        TimedRun.run(
                ContenderSettings.parse(new String[] {"texts=" + texts, "out=" + out, "warmup.seconds=0", "sample=2"}),
                settings -> given -> {
                    calls.add(given);
                    return given.stream()
                            .map(text -> new float[] {text.length(), 0.5f})
                            .toArray(float[][]::new);
                });

        // Then
        JsonNode result = new ObjectMapper().readTree(out.toFile());
        assertThat(calls).hasSize(2);
        assertThat(calls.get(1)).containsExactly("a", "bb", "ccc", "dddd");
        assertThat(result.path("texts").asInt()).isEqualTo(4);
        assertThat(result.path("seconds").asDouble()).isGreaterThan(0);
        assertThat(result.path("dimension").asInt()).isEqualTo(2);
        float[] sample = new float[4];
        ByteBuffer.wrap(Base64.getDecoder().decode(result.path("vectors").asText()))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(sample);
        assertThat(sample).containsExactly(1, 0.5f, 3, 0.5f);
    }
}
