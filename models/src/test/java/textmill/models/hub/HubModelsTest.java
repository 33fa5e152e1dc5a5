package textmill.models.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

@Timeout(60)
class HubModelsTest {
    private static final String NAME = "hf://owner/tiny";
    private static final String TOKEN = "hf_canaryCanaryCanary";

    private final Path home;
    private final byte[] graph = new byte[300_000];
    private final Map<String, String> environment = new HashMap<>();
    private HubServer hub;

    HubModelsTest(@TempDir Path home) {
        this.home = home;
    }

    @BeforeEach
    void startHub() throws IOException {
        new Random(1).nextBytes(graph);
        hub = new HubServer()
                .with("README.md", "a card")
                .with("config.json", "{\"model_type\": \"bert\"}")
                .with("modules.json", "[{\"path\": \"\"}, {\"path\": \"1_Pooling\"}, {\"path\": \"2_Dense\"}]")
                .with("1_Pooling/config.json", "{}")
                .with("2_Dense/config.json", "{}")
                .with("tokenizer.json", "{\"model\": {}}")
                .with("pytorch_model.bin.index.json", "{}")
                .with("openvino/openvino_model.xml", "<a/>")
                .withLarge("model.safetensors", new byte[] {1})
                .withLarge("2_Dense/model.safetensors", new byte[] {2, 3})
                .withLarge("onnx/model_quantized.onnx", new byte[] {4, 5, 6})
                .withLarge("onnx/model.onnx_data", new byte[] {7})
                .withLarge("onnx/model.onnx", graph);
        environment.put("HF_ENDPOINT", hub.endpoint());
        environment.put("HF_HOME", home.toString());
    }

    @AfterEach
    void stopHub() {
        hub.close();
    }

    private Path resolve(String name) {
        return resolve(name, null);
    }

    private Path resolve(String name, @Nullable String file) {
        HubSettings settings =
                HubSettings.of(environment, home.resolve("nobody").toString());
        return new HubModels(settings, Duration.ofMillis(1)).resolve(name, file);
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

    @Test
    void shouldSendTheTokenToTheHubAloneAndLogItNowhere() {
        // Given
        hub.token = TOKEN;
        environment.put("HF_TOKEN", TOKEN + "\n");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger root = (Logger) LoggerFactory.getLogger("textmill");
        root.addAppender(log);
        log.start();

        // When
        try {
            resolve(NAME);
        } finally {
            root.detachAppender(log);
        }

        // Then
        assertThat(hub.asked)
                .filteredOn(request -> request.host().equals("hub"))
                .extracting(HubServer.Asked::authorisation)
                .containsOnly("Bearer " + TOKEN);
        assertThat(hub.asked)
                .filteredOn(request -> request.host().equals("store"))
                .isNotEmpty()
                .extracting(HubServer.Asked::authorisation)
                .containsOnlyNulls();
        assertThat(log.list).isNotEmpty().noneMatch(event -> event.getFormattedMessage()
                .contains(TOKEN));
        assertThat(HubSettings.of(environment, "/nowhere").toString()).doesNotContain(TOKEN);
    }

    @Test
    void shouldTakeTheTokenThatTheLibraryWrote() throws IOException {
        // Given
        hub.token = TOKEN;
        Files.writeString(home.resolve("token"), TOKEN, UTF_8);

        // When, Then
        assertThat(resolve(NAME)).isDirectory();
    }

    @Test
    void shouldSayWhatATokenIsNeededFor() {
        hub.token = TOKEN;
        assertThatThrownBy(() -> resolve(NAME))
                .isInstanceOf(HubException.class)
                .hasMessageContaining("answer 401, no model of that name or one that is private")
                .hasMessageContaining("set HF_TOKEN");

        environment.put("HF_TOKEN", "hf_wrong");
        assertThatThrownBy(() -> resolve(NAME))
                .hasMessageContaining("use a token that may read it")
                .hasMessageNotContaining("hf_wrong");

        environment.put("HF_TOKEN", "two words");
        assertThatThrownBy(() -> resolve(NAME))
                .hasMessageContaining("HF_TOKEN: expected a token")
                .hasMessageNotContaining("two words");
    }

    @Test
    void shouldSayWhereTermsMustBeAccepted() {
        hub.token = TOKEN;
        hub.gated = true;

        assertThatThrownBy(() -> resolve(NAME))
                .isInstanceOf(HubException.class)
                .hasMessageContaining("accept them at " + hub.endpoint() + "/owner/tiny and set HF_TOKEN");
    }

    @Test
    void shouldSayWhatThereIsNot() {
        assertThatThrownBy(() -> resolve(NAME + "@v9")).hasMessageContaining("404, no revision v9");
        assertThatThrownBy(() -> resolve("hf://nobody/nothing")).hasMessageContaining("401, no model of that name");
        assertThatThrownBy(() -> resolve("hf://")).hasMessageContaining("expected hf://OWNER/NAME");
        assertThatThrownBy(() -> resolve("hf://a/../b")).hasMessageContaining("expected hf://OWNER/NAME");
    }

    @Test
    void shouldAskWhichOfSeveralFilesIsMeantAndRefuseARepositoryWithoutAny() throws IOException {
        try (HubServer several = new HubServer()
                .with("config.json", "{}")
                .withLarge("onnx/a.onnx", new byte[] {1})
                .withLarge("onnx/b.onnx", new byte[] {1})) {
            environment.put("HF_ENDPOINT", several.endpoint());
            assertThatThrownBy(() -> resolve(NAME))
                    .hasMessageContaining(
                            "expected one model file, found onnx/a.onnx, onnx/b.onnx; say which: model.file");
        }
        try (HubServer none = new HubServer().with("config.json", "{}")) {
            environment.put("HF_ENDPOINT", none.endpoint());
            assertThatThrownBy(() -> resolve(NAME)).hasMessageContaining("optimum-cli export onnx --model owner/tiny");
        }
    }

    @Test
    void shouldWriteNothingOutsideOfItsDirectory() throws IOException {
        try (HubServer evil = new HubServer()
                .with("modules.json", "[{\"path\": \"../../../../evil\"}]")
                .with("../../../../evil/config.json", "{}")
                .withLarge("model.onnx", new byte[] {1})) {
            environment.put("HF_ENDPOINT", evil.endpoint());

            assertThatThrownBy(() -> resolve(NAME)).hasMessageContaining("expected names inside of it");
        }
        assertThat(List.of(home.resolve("evil"), home.resolve("hub/evil"))).noneMatch(Files::exists);
    }
}
