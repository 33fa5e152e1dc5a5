package textmill.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import textmill.runtime.TestModels;
import textmill.runtime.batch.BatchLayout;
import textmill.runtime.batch.PaddedBatch;
import textmill.runtime.device.Device;
import textmill.runtime.model.ModelInput;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.runner.RunFailedException;
import textmill.runtime.tokenize.TextTokenizer;

class SilentEnvironmentTest {

    /** What the child JVM runs. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) {
            System.out.println("version " + OnnxModel.runtimeVersion());
        }
    }

    /** Makes a run fail in a child JVM that logs as the command line does. */
    static final class FailingChild {
        private FailingChild() {}

        public static void main(String[] arguments) {
            ((Logger) LoggerFactory.getLogger("textmill")).setLevel(Level.valueOf(arguments[0]));
            ModelSpec spec = TestModels.tiny("tiny-bert");
            try (TextTokenizer tokenizer = TextTokenizer.load(spec.tokenizer());
                    OnnxModel model = OnnxModel.open(spec, Device.CPU, 1)) {
                PaddedBatch batch = new PaddedBatch();
                batch.fill(List.of(tokenizer.tokenize("the house", false)), BatchLayout.of(spec));
                batch.values(ModelInput.Role.INPUT_IDS).putLong(0, 1_000_000);
                model.run(batch, Set.of("last_hidden_state"));
            } catch (RunFailedException e) {
                System.out.println("failed as it should");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"WARN, false", "DEBUG, true"})
    void shouldLeaveTheTerminalToUsUnlessSomebodyLooksForAFault(String level, boolean nativeLines) throws IOException {
        // Given
        ProcessBuilder command = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                FailingChild.class.getName(),
                level));
        command.redirectErrorStream(true);

        // When
        String output = new String(command.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        // Then
        assertThat(output).contains("failed as it should");
        assertThat(output.contains("[E:onnxruntime")).as(output).isEqualTo(nativeLines);
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
