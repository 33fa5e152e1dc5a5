package textmill.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SilentEnvironmentTest {

    /** What the child JVM runs. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) {
            System.out.println("version " + OnnxModel.runtimeVersion());
        }
    }

    @Test
    void shouldStartInAProcessWithALongCommandLine() throws IOException, InterruptedException {
        // Given
        ProcessBuilder command = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dpadding=" + "x".repeat(10_000),
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName()));
        command.environment().keySet().removeAll(List.of("ORT_DISABLE_TELEMETRY", "CI"));
        command.redirectErrorStream(true);

        // When
        Process child = command.start();
        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        // Then
        assertThat(child.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(output).contains("version 1.");
        assertThat(child.exitValue()).isZero();
    }
}
