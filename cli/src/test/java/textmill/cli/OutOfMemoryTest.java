package textmill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import textmill.cli.CommandRun.Result;

class OutOfMemoryTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Java heap space | true",
                "GC overhead limit exceeded | true",
                "Cannot reserve 64 bytes of direct buffer memory | false",
            })
    void shouldSayInOneLineWhatIsMissing(String missing, boolean ofHeap) {
        // Given results that find no memory
        OutputStream results = new OutputStream() {
            private boolean failed;

            @Override
            public void write(int b) {
                if (!failed) {
                    failed = true;
                    throw new OutOfMemoryError(missing);
                }
            }
        };

        // When
        Result result = CommandRun.start(results, "--version").result();

        // Then
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err().lines().filter(line -> line.startsWith("textmill: ")))
                .singleElement()
                .asString()
                .matches("textmill: out of memory: \\Q" + missing + "\\E"
                        + (ofHeap
                                ? "; the heap may have [0-9]+ MB, TEXTMILL_JAVA_OPTS=-Xmx[0-9]+m gives it more"
                                : ""));
        assertThat(result.err()).doesNotContain("\tat ");
    }
}
