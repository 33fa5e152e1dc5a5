package textmill.runtime.openvino;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessorFeaturesTest {

    @ParameterizedTest
    @CsvSource({
        "fpu vme avx512f avx512_bf16 sha_ni, true",
        "fpu amx_bf16, true",
        "fpu avx512f avx512bw avx512_vnni, false",
        "fpu avx512_bf16x, false"
    })
    void shouldTellInstructionsFromWhatCanBeImitated(String flags, boolean expected, @TempDir Path directory)
            throws IOException {
        Path file = Files.writeString(
                directory.resolve("cpuinfo"), "processor\t: 0\nbugs\t\t: amx_bf16\nflags\t\t: " + flags + "\n");

        assertThat(ProcessorFeatures.hasBf16(file)).isEqualTo(expected);
        assertThat(ProcessorFeatures.hasBf16(directory.resolve("none"))).isFalse();
    }
}
