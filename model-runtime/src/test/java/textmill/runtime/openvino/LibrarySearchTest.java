package textmill.runtime.openvino;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import textmill.runtime.TestModels;
import textmill.runtime.device.Device;
import textmill.runtime.device.DeviceChoice;
import textmill.runtime.device.DeviceException;
import textmill.runtime.device.OpenVinoSettings;
import textmill.runtime.device.OpenVinoSettings.Precision;

class LibrarySearchTest {
    private static final Device OPENVINO =
            DeviceChoice.parse("openvino").devices().get(0);

    private final Path directory;

    LibrarySearchTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private Path file(String name) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "libopenvino_c.so.2641",
                "libs/libopenvino_c.so.2641",
                "openvino/libs/libopenvino_c.so.2520",
                "runtime/lib/intel64/libopenvino_c.so",
                "lib/libopenvino_c.2641.dylib"
            })
    void shouldFindTheLibraryBelowADirectoryThatIsNamed(String name) throws IOException {
        // Given
        Path library = file(name);
        Path unrelated = file("libopenvino_c.so.txt");

        // Then
        assertThat(LibrarySearch.look(directory, Map.of()).file()).isEqualTo(library);
        assertThat(LibrarySearch.look(library, Map.of()).file()).isEqualTo(library);
        assertThat(LibrarySearch.look(null, Map.of("OPENVINO_HOME", directory.toString()))
                        .file())
                .isEqualTo(library)
                .isNotEqualTo(unrelated);
    }

    @Test
    void shouldTakeTheNewestOfSeveralAndTheVariableThatComesFirst() throws IOException {
        // Given
        Path newest = file("one/libopenvino_c.so.2641");
        Path older = file("one/libopenvino_c.so.2520");
        file("two/libopenvino_c.so.2700");

        // When
        LibrarySearch search = LibrarySearch.look(
                null,
                Map.of(
                        "INSTALL_DIR", directory.resolve("two").toString(),
                        "INTEL_OPENVINO_DIR", directory.resolve("one").toString()));

        // Then
        assertThat(search.file()).isEqualTo(newest).isNotEqualTo(older);
    }

    @Test
    void shouldSayWhereItLookedWithoutAName() {
        LibrarySearch search = LibrarySearch.look(null, Map.of("OPENVINO_HOME", directory.toString()));

        assertThat(search.file()).isNull();
        assertThat(search.looked())
                .containsExactly(
                        "OPENVINO_LIBRARY (not set)",
                        "OPENVINO_HOME = " + directory,
                        "INTEL_OPENVINO_DIR (not set)",
                        "INSTALL_DIR (not set)",
                        "the path of the system's loader");
    }

    @Test
    void shouldRefuseALibraryThatIsNotWhereTheUserSays() {
        // Given: it must not be looked for elsewhere then.
        OpenVinoModel.Settings settings = new OpenVinoModel.Settings(
                OPENVINO, 1, 1, new OpenVinoSettings(directory.resolve("nowhere"), Precision.AUTO, null));

        // Then
        assertThatThrownBy(() -> OpenVinoModel.open(TestModels.tiny("tiny-bert"), settings))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("device openvino:CPU: expected a device that OpenVINO can use")
                .hasMessageContaining("openvino.library = " + directory.resolve("nowhere"))
                .hasMessageContaining("pip install openvino")
                .hasMessageContaining("docs/how-to/openvino.md");
    }

    @Test
    void shouldSayWhyALibraryDoesNotLoad() throws IOException {
        // Given
        Path broken = file("libopenvino_c.so.2641");
        OpenVinoModel.Settings settings =
                new OpenVinoModel.Settings(OPENVINO, 1, 1, new OpenVinoSettings(broken, Precision.AUTO, null));

        // Then
        assertThatThrownBy(() -> OpenVinoModel.open(TestModels.tiny("tiny-bert"), settings))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining(broken + " does not load")
                .hasMessageNotContaining("\n");
    }
}
