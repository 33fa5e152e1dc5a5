package textmill.runtime.openvino;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What this processor does in hardware. OpenVINO calls bf16 supported wherever it can imitate it. */
final class ProcessorFeatures {
    private static final Path LINUX = Path.of("/proc/cpuinfo");
    private static final Set<String> BF16 = Set.of("avx512_bf16", "amx_bf16");

    private ProcessorFeatures() {}

    /** True if products of bf16 have an instruction; false if that cannot be known. */
    static boolean hasBf16() {
        return hasBf16(LINUX);
    }

    static boolean hasBf16(Path cpuInfo) {
        try (Stream<String> lines = Files.lines(cpuInfo)) {
            return lines.filter(line -> line.startsWith("flags"))
                    .limit(1)
                    .flatMap(line -> List.of(line.split("\\s+")).stream())
                    .anyMatch(BF16::contains);
        } catch (IOException | java.io.UncheckedIOException e) {
            return false;
        }
    }
}
