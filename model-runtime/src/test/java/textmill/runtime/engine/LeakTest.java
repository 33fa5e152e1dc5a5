package textmill.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Native memory, seen from outside: the resident memory of a JVM whose heap cannot grow. */
@EnabledOnOs(OS.LINUX)
class LeakTest {
    private static final int ALLOWED_MEGABYTES = 50;

    @Test
    void shouldKeepItsMemoryOver100000Texts() throws Exception {
        assertThat(growthInMegabytes("100000")).isLessThan(ALLOWED_MEGABYTES);
    }

    /** The control: the measurement above sees a leak when there is one. */
    @Test
    void shouldNoticeALeakOf64KilobytesPerBatch() throws Exception {
        assertThat(growthInMegabytes("20000", "leak")).isGreaterThan(ALLOWED_MEGABYTES);
    }

    private static long growthInMegabytes(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms128m",
                "-Xmx128m",
                "-XX:MaxDirectMemorySize=2g",
                "-XX:+AlwaysPreTouch",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                LeakProgram.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
        List<String> lines = output.strip().lines().toList();
        return Long.parseLong(lines.get(lines.size() - 1));
    }
}
