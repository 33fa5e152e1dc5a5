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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What the hub does not give, and what must not leave this machine. */
@Timeout(60)
class HubRefusalsTest extends HubFixture {
    private static final String TOKEN = "hf_canaryCanaryCanary";

    HubRefusalsTest(@TempDir Path home) {
        super(home);
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

    @ParameterizedTest
    @ValueSource(
            strings = {"https://me:canary@hub.example", "https://me:can ary@hub.example", "https://canary@hub.example/"
            })
    void shouldNotRepeatAPasswordInTheAddressOfTheHub(String endpoint) {
        environment.put("HF_ENDPOINT", endpoint);

        assertThatThrownBy(() -> resolve(NAME))
                .hasMessageContaining(
                        "HF_ENDPOINT: expected an address like https://huggingface.co, found one with a user")
                .hasMessageNotContainingAny("canary", "can ary", "hub.example");
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
