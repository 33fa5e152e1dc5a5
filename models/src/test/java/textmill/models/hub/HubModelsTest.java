package textmill.models.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model of the hub, fetched once. */
@Timeout(60)
class HubModelsTest extends HubFixture {
    HubModelsTest(@TempDir Path home) {
        super(home);
    }

    @Test
    void shouldFetchWhatMakesTheModelInTheLayoutOfTheLibrary() throws IOException {
        // When
        Path model = resolve(NAME);

        // Then
        Path folder = home.resolve("hub/models--owner--tiny");
        assertThat(model).isEqualTo(folder.resolve("snapshots/" + HubServer.COMMIT));
        try (var files = Files.walk(model)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> model.relativize(file).toString()))
                    .containsExactlyInAnyOrder(
                            "config.json",
                            "modules.json",
                            "tokenizer.json",
                            "1_Pooling/config.json",
                            "2_Dense/config.json",
                            "2_Dense/model.safetensors",
                            "onnx/model.onnx",
                            "onnx/model.onnx_data");
        }
        assertThat(folder.resolve("refs/main")).hasContent(HubServer.COMMIT);
        Path link = model.resolve("onnx/model.onnx");
        assertThat(Files.readSymbolicLink(link))
                .isEqualTo(Path.of("../../../blobs").resolve(HubServer.hash("SHA-256", "", graph)));
        assertThat(link).hasBinaryContent(graph);
    }

    @Test
    void shouldFetchNothingTwice() {
        // Given
        Path first = resolve(NAME);
        hub.asked.clear();

        // When, Then
        assertThat(resolve(NAME)).isEqualTo(first);
        assertThat(resolve(NAME + "@v1")).isEqualTo(first);
        assertThat(hub.asked).extracting(HubServer.Asked::path).allMatch(path -> path.startsWith("/api/models/"));
    }

    @Test
    void shouldFetchTheFileThatIsStated() {
        Path model = resolve(NAME, "onnx/model_quantized.onnx");

        assertThat(model.resolve("onnx/model_quantized.onnx")).hasBinaryContent(new byte[] {4, 5, 6});
        assertThat(model.resolve("onnx/model.onnx")).doesNotExist();
        assertThatThrownBy(() -> resolve(NAME, "onnx/model_O9.onnx"))
                .isInstanceOf(HubException.class)
                .hasMessageContaining(
                        "expected the ONNX file onnx/model_O9.onnx, found onnx/model.onnx, onnx/model_quantized");
    }

    @Test
    void shouldGoOnWhereAConnectionWasCut() {
        // Given
        hub.cutAfter(1, 1, 100_000, 50_000);

        // When
        Path model = resolve(NAME);

        // Then: each try asks for what was missing
        assertThat(model.resolve("onnx/model.onnx")).hasBinaryContent(graph);
        assertThat(hub.asked)
                .filteredOn(request -> request.path().equals("/lfs/onnx/model.onnx"))
                .extracting(HubServer.Asked::range)
                .containsSubsequence("bytes=100000-", "bytes=150000-");
    }

    @Test
    void shouldStartAgainWhereAServerKnowsNoRanges() {
        // Given
        hub.ranges = false;
        hub.cutAfter(1, 1, 100_000);

        // When, Then
        assertThat(resolve(NAME).resolve("onnx/model.onnx")).hasBinaryContent(graph);
    }

    @Test
    void shouldStartAgainWhereAServerSendsAnotherPartThanIsAskedFor() {
        // Given a part that begins before the place
        hub.early = 10;
        hub.cutAfter(1000, 1000);

        // When, Then what came is not taken for the rest, and the next try has all of it
        assertThat(resolve(NAME).resolve("onnx/model.onnx")).hasBinaryContent(graph);
    }

    @Test
    void shouldGoOnInAnotherProcessWhereTheFirstGaveUp() {
        // Given
        hub.cutAfter(1, 1, 1000, 1000, 1000, 1000, 1000);
        assertThatThrownBy(() -> resolve(NAME)).isInstanceOf(HubException.class).hasMessageContaining("try again");
        hub.asked.clear();

        // When, Then
        assertThat(resolve(NAME).resolve("onnx/model.onnx")).hasBinaryContent(graph);
        assertThat(hub.asked)
                .filteredOn(request -> request.path().equals("/lfs/onnx/model.onnx"))
                .extracting(HubServer.Asked::range)
                .containsExactly("bytes=5000-");
    }

    @Test
    void shouldRefuseBytesWithAnotherHash() {
        // Given: a mirror that gives the pointer instead of the file
        hub.honest = false;

        // When, Then
        assertThatThrownBy(() -> resolve(NAME))
                .isInstanceOf(HubException.class)
                .hasMessageContaining("does not have the hash")
                .hasMessageNotContaining("\n");
        assertThat(home.resolve("hub/models--owner--tiny/snapshots")
                        .resolve(HubServer.COMMIT)
                        .resolve("onnx"))
                .doesNotExist();
    }

    @Test
    void shouldFetchADamagedFileAgain() throws IOException {
        // Given
        Path file = resolve(NAME).resolve("onnx/model.onnx");
        Files.writeString(file.toRealPath(), "damaged", UTF_8);

        // When, Then
        assertThat(resolve(NAME).resolve("onnx/model.onnx")).hasBinaryContent(graph);
    }

    @Test
    void shouldTryAgainWhenTheHubIsBusy() {
        // Given: the list of files comes, what it says of the first file does not at once
        hub.failWith(0, 429, 503);

        // When, Then
        assertThat(resolve(NAME).resolve("onnx/model.onnx")).hasBinaryContent(graph);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void shouldUseWhatIsThereWhenTheHubDoesNotAnswer(int status) {
        // Given
        Path first = resolve(NAME);
        hub.failWith(status);

        // When, Then
        assertThat(resolve(NAME)).isEqualTo(first);
    }

    @Test
    void shouldUseWhatIsThereWithoutTheHubAndAskForItOtherwise() {
        // Given
        Path first = resolve(NAME);
        hub.close();

        // When, Then
        assertThat(resolve(NAME)).isEqualTo(first);
        assertThat(resolve(NAME + "@" + HubServer.COMMIT)).isEqualTo(first);
        assertThatThrownBy(() -> resolve("hf://owner/other"))
                .isInstanceOf(HubException.class)
                .hasMessageContaining("hf://owner/other: expected it in the cache")
                .hasMessageContaining("cannot be asked")
                .hasMessageContaining("fetch it once");
    }

    @Test
    void shouldAskNobodyWhenOffline() {
        // Given
        Path first = resolve(NAME);
        hub.asked.clear();
        environment.put("HF_HUB_OFFLINE", "1");

        // When, Then
        assertThat(resolve(NAME)).isEqualTo(first);
        assertThatThrownBy(() -> resolve("hf://owner/other")).hasMessageContaining("HF_HUB_OFFLINE is set");
        assertThat(hub.asked).isEmpty();
    }
}
