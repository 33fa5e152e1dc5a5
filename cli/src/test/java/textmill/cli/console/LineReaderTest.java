package textmill.cli.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import textmill.cli.console.LineReader.Line;

class LineReaderTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "'', ''",
                "'a', 'a'",
                "'a|', 'a'",
                "'a|b', 'a/b'",
                "'|', ''",
                "'a||b|', 'a//b'",
                "'a^|b^|', 'a/b'",
                "'a^b|', 'a^b'",
            })
    void shouldEndLinesAtLineFeedsOnly(String input, String expected) throws IOException {
        // Given
        String text = input.replace('|', '\n').replace('^', '\r');

        // When
        List<String> lines = texts(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), 100);

        // Then
        List<String> wanted = input.isEmpty()
                ? List.of()
                : List.of(expected.replace('^', '\r').split("/", -1));
        assertThat(lines).isEqualTo(wanted);
    }

    @ParameterizedTest
    @CsvSource({
        "1f8b0800,compressed by gzip",
        "fd377a585a00,compressed by xz",
        "28b52ffd,compressed by zstd",
        "504b0304,a zip file",
        "5041523115,a Parquet file",
        "4f626a01,an Avro file",
        "7f454c46,a program",
    })
    void shouldRefuseWhatIsNoTextAtAll(String bytes, String format) {
        byte[] file = HexFormat.of().parseHex(bytes + "0a");

        assertThatThrownBy(() -> new LineReader(new ByteArrayInputStream(file), 100).next())
                .isInstanceOf(CliException.class)
                .hasMessageStartingWith("the input is " + format + ", expected lines of text");
    }

    @Test
    void shouldKeepCharactersWholeWhateverTheReadsReturn() throws IOException {
        // Given
        Random random = new Random(5);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            text.append("grün 日本 😀 ".repeat(random.nextInt(20))).append('\n');
        }
        InputStream dribbling = new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int read(byte[] bytes, int offset, int length) {
                return super.read(bytes, offset, Math.min(length, 1 + random.nextInt(7)));
            }
        };

        // When
        List<String> lines = texts(dribbling, 10_000);

        // Then
        assertThat(String.join("\n", lines) + "\n").isEqualTo(text.toString());
    }

    @Test
    void shouldMarkALineThatIsTooLongAndGoOnBehindIt() throws IOException {
        // Given
        String text = "x".repeat(200_000) + "\nnext\n";
        LineReader reader = new LineReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), 1000);

        // When
        Line first = reader.next();
        Line second = reader.next();

        // Then
        assertThat(first).isEqualTo(new Line("x".repeat(1000), true));
        assertThat(second).isEqualTo(new Line("next", false));
        assertThat(reader.next()).isNull();
        assertThat(reader.number()).isEqualTo(2);
    }

    @Test
    void shouldReplaceWhatIsNotUtf8AndDropAByteOrderMark() throws IOException {
        // Given
        byte[] bytes = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf, 'a', (byte) 0xff, 'b', '\n', (byte) 0xc3, '\n'};

        // When
        List<String> lines = texts(new ByteArrayInputStream(bytes), 100);

        // Then
        assertThat(lines).containsExactly("a\ufffdb", "\ufffd");
    }

    @Test
    void shouldRefuseUtf16InsteadOfReadingHalfOfItsBytesAsTexts() {
        for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            byte[] bytes = "\ufeffa text\n".getBytes(charset);

            assertThatThrownBy(() -> texts(new ByteArrayInputStream(bytes), 100))
                    .isInstanceOf(CliException.class)
                    .hasMessageContaining("the input is UTF-16, expected UTF-8");
        }
    }

    @Test
    void shouldRefuseUtf16WithoutAMarkAndInSmallPieces() {
        for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            for (String text : List.of("a text\n", "a\n", "\ufeffa\n")) {
                InputStream dribbling = oneByOne(text.getBytes(charset));

                assertThatThrownBy(() -> texts(dribbling, 100))
                        .as("%s in %s", text, charset)
                        .isInstanceOf(CliException.class)
                        .hasMessageContaining("the input is UTF-16, expected UTF-8");
            }
        }
    }

    @Test
    void shouldRefuseACompressedFileThatComesInSmallPieces() {
        InputStream dribbling = oneByOne(HexFormat.of().parseHex("fd377a585a0000"));

        assertThatThrownBy(() -> texts(dribbling, 100)).hasMessageStartingWith("the input is compressed by xz");
    }

    @Test
    void shouldNotWaitForMoreThanALineOfWhoeverTypes() throws IOException {
        // Given somebody who has typed one letter and would have to be waited for
        InputStream typist = new InputStream() {
            private int bytes;

            @Override
            public int read() {
                return switch (bytes++) {
                    case 0 -> 'a';
                    case 1 -> '\n';
                    default -> throw new AssertionError("waits for a second line");
                };
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                target[offset] = (byte) read();
                return 1;
            }
        };

        // When, then
        assertThat(new LineReader(typist, 100).next()).isEqualTo(new Line("a", false));
    }

    private static InputStream oneByOne(byte[] bytes) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, 1));
            }
        };
    }

    private static List<String> texts(InputStream in, int maxBytes) throws IOException {
        LineReader reader = new LineReader(in, maxBytes);
        List<String> lines = new ArrayList<>();
        for (Line line = reader.next(); line != null; line = reader.next()) {
            lines.add(line.text());
        }
        return lines;
    }
}
