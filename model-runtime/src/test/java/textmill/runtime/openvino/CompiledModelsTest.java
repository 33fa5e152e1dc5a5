package textmill.runtime.openvino;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompiledModelsTest {
    private final Path cache;

    CompiledModelsTest(@TempDir Path directory) {
        this.cache = directory.resolve("cache");
    }

    private static String compile(@Nullable Path into) {
        if (into == null) {
            return "not kept";
        }
        try {
            return Files.exists(into.resolve("blob"))
                    ? Files.readString(into.resolve("blob"))
                    : write(into.resolve("blob"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String write(Path blob) throws IOException {
        Files.writeString(blob, "kept");
        return "compiled";
    }

    private long directories() throws IOException {
        try (Stream<Path> all = Files.list(cache)) {
            return all.count();
        }
    }

    @Test
    void shouldKeepWhatWasCompiledForTheSameFacts() throws Exception {
        CompiledModels models = CompiledModels.in(cache, Map.of());

        assertThat(models.<String>compile("bert, bf16", CompiledModelsTest::compile))
                .isEqualTo("compiled");
        assertThat(models.<String>compile("bert, bf16", CompiledModelsTest::compile))
                .isEqualTo("kept");
        assertThat(models.<String>compile("bert, fp32", CompiledModelsTest::compile))
                .isEqualTo("compiled");
        assertThat(directories()).isEqualTo(2);
    }

    @Test
    void shouldLeaveNothingOfACompilationThatFailed() throws Exception {
        CompiledModels models = CompiledModels.in(cache, Map.of());

        assertThatThrownBy(() -> models.compile("bert", into -> {
                    compile(into);
                    throw new OpenVinoException(-1, "no");
                }))
                .hasMessage("no");
        assertThat(directories()).isZero();
    }

    @Test
    void shouldCompileOnceMoreWhereAnotherProcessWasFaster() throws Exception {
        // Given
        CompiledModels models = CompiledModels.in(cache, Map.of());

        // When: while this one compiles, another one finishes.
        String made = models.compile("bert", into -> {
            assertThat(models.<String>compile("bert", CompiledModelsTest::compile))
                    .isEqualTo("compiled");
            return compile(into);
        });

        // Then
        assertThat(made).isEqualTo("compiled");
        assertThat(directories()).isOne();
        assertThat(models.<String>compile("bert", CompiledModelsTest::compile)).isEqualTo("kept");
    }

    @Test
    void shouldDoWithoutAPlace() throws Exception {
        // Given
        Path file = Files.writeString(Files.createDirectories(cache).resolve("file"), "no directory");

        // Then
        assertThat(CompiledModels.in(null, Map.of()).<String>compile("bert", CompiledModelsTest::compile))
                .isEqualTo("not kept");
        assertThat(CompiledModels.in(file, Map.of()).<String>compile("bert", CompiledModelsTest::compile))
                .isEqualTo("not kept");
    }

    @Test
    void shouldLieInTheUsersCache() throws Exception {
        assertThat(parentFor(Map.of("HOME", cache.toString()))).isEqualTo(cache.resolve(".cache/textmill/openvino"));
        assertThat(parentFor(Map.of("HOME", "/none", "XDG_CACHE_HOME", cache.toString())))
                .isEqualTo(cache.resolve("textmill/openvino"));
        assertThat(parentFor(Map.of("HOME", "/none", "TEXTMILL_CACHE", cache.toString())))
                .isEqualTo(cache.resolve("openvino"));
    }

    private static Path parentFor(Map<String, String> environment) throws Exception {
        return CompiledModels.in(null, environment)
                .<Path>compile(
                        "bert",
                        into -> Objects.requireNonNull(
                                Objects.requireNonNull(into).getParent()));
    }
}
