package textmill.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import textmill.runtime.TestModels;

@EnabledOnOs({OS.LINUX, OS.MAC})
class FileHashesTest {
    private static final FileHashes.Bounds BOUNDS = new FileHashes.Bounds(8, 3);

    private final Path cache;
    private final Path file;
    private final List<String> computed = new ArrayList<>();

    FileHashesTest(@TempDir Path directory) {
        this.cache = directory.resolve("cache/hashes");
        this.file = directory.resolve("model.onnx");
    }

    @BeforeEach
    void write() throws IOException {
        Files.writeString(file, "weights of a model");
    }

    /** As a process that starts. */
    private FileHashes hashes() {
        return new FileHashes(cache, BOUNDS, this::compute);
    }

    private String compute(Path computedOf) throws IOException {
        computed.add(String.valueOf(computedOf.getFileName()));
        return Sha256.of(computedOf);
    }

    private List<Path> notes() throws IOException {
        try (Stream<Path> all = Files.list(cache)) {
            return all.toList();
        }
    }

    private static String sha256(String content) {
        return Sha256.of(content.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void shouldComputeALargeFileOnceAndASmallOneAlways() throws Exception {
        Path small = Files.writeString(file.resolveSibling("small"), "1234567");

        for (int start = 0; start < 3; start++) {
            assertThat(hashes().of(file)).isEqualTo(sha256("weights of a model"));
            assertThat(hashes().of(small)).isEqualTo(sha256("1234567"));
        }

        assertThat(computed).containsExactly("model.onnx", "small", "small", "small");
        assertThat(notes()).hasSize(1);
    }

    @Test
    void shouldNoticeAChangeThatKeepsLengthAndTime() throws Exception {
        // Given
        hashes().of(file);
        FileTime time = Files.getLastModifiedTime(file);

        // When
        Files.writeString(file, "weights of a modem");
        Files.setLastModifiedTime(file, time);

        // Then
        assertThat(hashes().of(file)).isEqualTo(sha256("weights of a modem"));
        assertThat(hashes().of(file)).isEqualTo(sha256("weights of a modem"));
        assertThat(computed).hasSize(2);
        assertThat(notes()).hasSize(1);
    }

    @Test
    void shouldNoticeDamageWhateverTheAttributesSay() throws Exception {
        // Given a note whose attributes are those of the file as it is now, and whose CRC-32 is of what it was
        hashes().of(file);
        String before = Files.readAllLines(notes().get(0)).get(0);
        Files.writeString(file, "weights of a modem");
        hashes().of(file);
        List<String> now = Files.readAllLines(notes().get(0));
        String crcBefore = before.substring(before.indexOf("crc32="));
        String mixed = now.get(0).substring(0, now.get(0).indexOf("crc32=")) + crcBefore;
        String old = sha256("weights of a model");
        Files.write(notes().get(0), List.of(mixed, old, sha256(mixed + old)));

        // Then
        assertThat(hashes().of(file)).isEqualTo(sha256("weights of a modem"));
        assertThat(computed).hasSize(3);
    }

    @Test
    void shouldNoticeAnotherFileInItsPlaceAndFollowLinks() throws Exception {
        // Given
        Path link = Files.createSymbolicLink(file.resolveSibling("link"), file);
        assertThat(hashes().of(link)).isEqualTo(sha256("weights of a model"));
        assertThat(hashes().of(file)).isEqualTo(sha256("weights of a model"));
        assertThat(computed).containsExactly("model.onnx");

        // When
        Path other = Files.writeString(file.resolveSibling("other"), "weights of another");
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);

        // Then
        assertThat(hashes().of(link)).isEqualTo(sha256("weights of another"));
    }

    @Test
    void shouldNotBelieveANoteThatIsNotAsItWasWritten() throws Exception {
        hashes().of(file);
        Path note = notes().get(0);
        List<String> lines = Files.readAllLines(note);
        String other = sha256("another");

        for (List<String> broken : List.of(
                List.of(lines.get(0), other, lines.get(2)),
                List.of(lines.get(0) + " ", lines.get(1), lines.get(2)),
                List.of(lines.get(0), lines.get(1), other),
                List.of(lines.get(0), lines.get(1)),
                List.<String>of())) {
            computed.clear();
            Files.write(note, broken);
            assertThat(hashes().of(file)).isEqualTo(sha256("weights of a model"));
            assertThat(computed).hasSize(1);
        }
        Files.write(note, new byte[] {(byte) 0xff, '\n', (byte) 0xfe});
        assertThat(hashes().of(file)).isEqualTo(sha256("weights of a model"));
    }

    @Test
    void shouldNotRememberWhatIsWrittenToWhileItIsHashed() throws Exception {
        FileHashes racing = new FileHashes(cache, BOUNDS, hashed -> {
            String before = compute(hashed);
            Files.writeString(hashed, "weights of a modem");
            return before;
        });

        assertThat(racing.of(file)).isEqualTo(sha256("weights of a model"));

        assertThat(cache).doesNotExist();
        assertThat(hashes().of(file)).isEqualTo(sha256("weights of a modem"));
    }

    @Test
    void shouldKeepTheLatestOnly() throws Exception {
        for (int i = 0; i < 6; i++) {
            Path model = Files.writeString(file.resolveSibling("model-" + i), "weights of model " + i);
            hashes().of(model);
            // In this order, whatever the clock of the file system
            for (Path note : notes()) {
                if (Files.readString(note).contains("model-" + i)) {
                    Files.setLastModifiedTime(note, FileTime.fromMillis(1_000L * i));
                }
            }
        }

        assertThat(notes()).hasSize(3);
        computed.clear();
        for (int i = 3; i < 6; i++) {
            hashes().of(file.resolveSibling("model-" + i));
        }
        assertThat(computed).isEmpty();
    }

    @Test
    void shouldDoWithoutAPlace() throws Exception {
        // A file in place of the directory
        Files.createDirectories(cache.resolveSibling(""));
        Files.writeString(cache, "in the way");

        for (int start = 0; start < 2; start++) {
            assertThat(hashes().of(file)).isEqualTo(sha256("weights of a model"));
            assertThat(new FileHashes(null, BOUNDS, this::compute).of(file)).isEqualTo(sha256("weights of a model"));
        }

        assertThat(computed).hasSize(4);
    }

    @Test
    void shouldRefuseAModelThatChangedAfterItsHashWasRemembered(@TempDir Path model) throws Exception {
        // Given a model whose hash is noted beside it and remembered
        TestModels.copy(TestModels.resource("/tiny/tiny-bert"), model);
        Path onnx = model.resolve("model.onnx");
        Files.writeString(model.resolve("model.onnx.sha256"), Sha256.of(onnx));
        OnnxFile first = reader(model).read(null);
        OnnxFile second = reader(model).read(null);
        assertThat(second.sha256()).isEqualTo(first.sha256()).isEqualTo(Sha256.of(onnx));
        assertThat(computed).hasSize(1);

        // When one bit of a weight changes
        FileTime time = Files.getLastModifiedTime(onnx);
        byte[] bytes = Files.readAllBytes(onnx);
        bytes[bytes.length / 2] ^= 1;
        Files.write(onnx, bytes);
        Files.setLastModifiedTime(onnx, time);

        // Then
        assertThatThrownBy(() -> reader(model).read(null))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("SHA-256 " + first.sha256());
    }

    private OnnxFileReader reader(Path model) {
        return new OnnxFileReader(new ModelFiles(model), hashes());
    }

    @Test
    void shouldLieInTheUsersCache() {
        assertThat(UserCache.directory("hashes", Map.of("HOME", "/home/ada")))
                .hasToString("/home/ada/.cache/textmill/hashes");
        assertThat(UserCache.directory("hashes", Map.of("HOME", "/home/ada", "XDG_CACHE_HOME", "/caches")))
                .hasToString("/caches/textmill/hashes");
        assertThat(UserCache.directory("hashes", Map.of("HOME", "/home/ada", "TEXTMILL_CACHE", "/ours")))
                .hasToString("/ours/hashes");
        assertThat(UserCache.directory("hashes", Map.of("HOME", "?"))).isNull();
    }
}
