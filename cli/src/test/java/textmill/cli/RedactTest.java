package textmill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import textmill.cli.CommandRun.Result;

/** {@code infer --redact}. */
@Timeout(120)
class RedactTest {
    private static final Path GOLDEN = Path.of("../model-runtime/src/test/resources/textmill/golden");

    private final Path directory;
    private final String entities;

    /** A model of the golden tests, put together with the tokenizer that it shares with others. */
    RedactTest(@TempDir Path directory) throws IOException {
        this.directory = directory;
        Path model = Files.createDirectory(directory.resolve("model"));
        for (String file : List.of("config.json", "model.onnx")) {
            Files.copy(GOLDEN.resolve("entities-bert/model").resolve(file), model.resolve(file));
        }
        JsonNode shared = new ObjectMapper()
                .readTree(GOLDEN.resolve("entities-bert/golden.json").toFile())
                .path("shared");
        for (String file : List.of("tokenizer.json", "tokenizer_config.json")) {
            Files.copy(GOLDEN.resolve("shared").resolve(shared.path(file).asText()), model.resolve(file));
        }
        this.entities = model.toString();
    }

    @Test
    void shouldRedactByRulesWithoutAModel() throws IOException {
        Result result = redact("😀 mail ann@example.com\n\nno secret\n");

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).isEqualTo("""
                        {"redacted":"\\uD83D\\uDE00 mail [EMAIL]","entities":[{"label":"EMAIL","score":1.0,"start":8,"end":23}]}
                        {"redacted":"","entities":[]}
                        {"redacted":"no secret","entities":[]}
                        """);
    }

    @Test
    void shouldChooseRulesAndWhatTakesTheirPlace() throws IOException {
        Result result = redact(
                "030 901820 or ann@example.com\n",
                "--rules",
                "phone",
                "--phone-regions",
                "de",
                "--replacement",
                "removed");

        assertThat(result.out()).startsWith("{\"redacted\":\" or ann@example.com\"");
    }

    /** The model's weights are random: what it finds is not the question, but that all of it is taken out. */
    @Test
    void shouldTakeOutWhatAModelFindsToo() throws IOException {
        String text = "Ann Smith of Acme wrote to ann@example.com from Paris in May";

        JsonNode found = new ObjectMapper()
                .readTree(CommandRun.of("infer", "-m", entities, "-i", file(text + "\n"))
                        .out());
        JsonNode redacted =
                new ObjectMapper().readTree(redact(text + "\n", "-m", entities).out());

        assertThat(found.path("entities")).isNotEmpty();
        List<JsonNode> spans = new ArrayList<>();
        redacted.path("entities").forEach(spans::add);
        found.path("entities").forEach(entity -> assertThat(spans).anySatisfy(span -> {
            assertThat(span.path("start").asInt())
                    .isLessThanOrEqualTo(entity.path("start").asInt());
            assertThat(span.path("end").asInt())
                    .isGreaterThanOrEqualTo(entity.path("end").asInt());
        }));
        assertThat(redacted.path("redacted").asText()).doesNotContain("ann@example.com");
        assertThat(redact(text + "\n", "-m", entities, "--redact-labels", "NOBODY")
                        .out())
                .contains("\"redacted\":\"Ann Smith of Acme wrote to [EMAIL] from Paris in May\"");
    }

    /** The line of the page, and one without a name. */
    @Test
    void shouldFindPersonsAndTheirDataByTheBundledModel() throws IOException {
        Result result = redact(
                "John Smith, born 12/03/1985, works for Microsoft in Seattle.\nYour package will arrive on Monday at noon.\n",
                "-m",
                "personal-data",
                "--aggregation",
                "first");

        assertThat(result.out().lines())
                .anySatisfy(line -> assertThat(line)
                        .startsWith("{\"redacted\":\"[PERSON], born [DATE_OF_BIRTH], works for [ORGANISATION] in"
                                + " [LOCATION].\""))
                .contains("{\"redacted\":\"Your package will arrive on Monday at noon.\",\"entities\":[]}")
                .hasSize(2);
    }

    @Test
    void shouldNotShowWhatTheModelDidNotSee() throws IOException {
        String text = "word ".repeat(2_000) + "ann@example.com\n";

        assertThat(redact(text, "-m", entities).out()).startsWith("{\"error\":{\"reason\":\"not-wholly-seen\"");
        assertThat(redact(text, "-m", entities, "--unseen", "rules").out())
                .startsWith("{\"redacted\":")
                .contains("[EMAIL]")
                .contains("\"truncated\":true");
    }

    @Test
    void shouldReadALongTextInWindows() throws IOException {
        String text = "word Ann Smith ".repeat(300) + "ann@example.com\n";

        Result result = redact(text, "-m", entities, "--window", "32", "--stride", "8");

        assertThat(result.out())
                .startsWith("{\"redacted\":")
                .contains("[EMAIL]")
                .doesNotContain("truncated");
    }

    @Test
    void shouldRefuseWhatMakesNoSense() throws IOException {
        refused("Missing required option: '--model=<NAME|DIR>'", "infer", "-i", file("x\n"));
        refused("go with --redact", "infer", "-m", entities, "-i", file("x\n"), "--rules", "email");
        refused(
                "expected email, iban, credit-card, ip-address, phone, found 'mail'",
                "infer",
                "--redact",
                "-i",
                file("x\n"),
                "--rules",
                "mail");
        refused("--phone-regions: expected countries", "infer", "--redact", "-i", file("x\n"), "--phone-regions", "XX");
        refused("expected placeholder, hash or removed", "infer", "--redact", "-i", file("x\n"), "--replacement", "x");
        refused(
                "16 bytes or more in the variable TEXTMILL_HASH_KEY",
                "infer",
                "--redact",
                "-i",
                file("x\n"),
                "--replacement",
                "hash");
        refused(
                "name a model of token classification",
                "infer",
                "--redact",
                "-i",
                file("x\n"),
                "-m",
                TinyModels.EMBEDDING);
    }

    private static void refused(String why, String... arguments) {
        Result result = CommandRun.of(arguments);
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains(why);
        assertThat(result.out()).isEmpty();
    }

    private Result redact(String text, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("infer", "--redact", "-i", file(text)));
        arguments.addAll(List.of(more));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    private String file(String text) throws IOException {
        return Files.writeString(directory.resolve("in.txt"), text).toString();
    }
}
