package textmill.topology.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigFileTest {
    private static final String START = "bootstrap.servers=127.0.0.1:1\nschema.registry.url=http://127.0.0.1:1\n";
    private static final String WHOLE = START + "task.vectors.model=any\n";

    private final Map<String, String> environment = Map.of("PORT", "8123", "PASSWORD", "s3cret");
    private Path directory = Path.of("");
    private Path file = Path.of("");

    @BeforeEach
    void name(@TempDir Path made) {
        directory = made;
        file = directory.resolve("textmill.properties");
    }

    @Test
    void shouldReadWhatPropertiesCanSay() throws IOException {
        ConfigFile read = read(WHOLE + """
                # comment \\
                ! another
                http.port : 81\\
                  23
                kafka.ssl.keystore.password=a\\u0020b\\ \t
                input.topic=\\
                   tickets,\\
                   mails
                """);

        TextmillConfig config = TextmillConfig.parse(read);

        assertThat(config.get(OperationKeys.HTTP_PORT)).isEqualTo(8_123);
        assertThat(config.kafka()).containsEntry("ssl.keystore.password", "a b ");
        assertThat(config.pipelines().get(0).inputTopics()).containsExactly("tickets", "mails");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"bootstrap.servers":"a:1"}                  | JSON
            <?xml version="1.0"?><properties/>           | XML
            ---;input.topic: texts                       | YAML
            input:;  topic: texts                        | YAML
            input:;;  # topics;  topic: texts            | YAML
            [kafka];bootstrap.servers=a:1                | TOML or INI
            """)
    void shouldTellAFileOfAnotherFormat(String lines, String format) {
        ConfigException refused = catchThrowableOfType(ConfigException.class, () -> read(lines.replace(';', '\n')));

        assertThat(refused)
                .hasMessage(file + ": looks like " + format + ", expected a properties file: a line KEY=VALUE for each"
                        + " setting, for example input.topic=texts");
    }

    @Test
    void shouldSayWhichCharacterOfAKeyCannotBeSeen() throws IOException {
        ConfigFile read = read(WHOLE + "input.topic\u00a0=a\nhttp\u200b.port=1\n");

        assertThat(catchThrowableOfType(ConfigException.class, () -> TextmillConfig.parse(read))
                        .problems())
                .containsExactly(
                        file + ":4: the name of the key holds an invisible character, U+00A0: write the line again by"
                                + " hand.",
                        file + ":5: the name of the key holds an invisible character, U+200B: write the line again by"
                                + " hand.");
    }

    @Test
    void shouldSayWhichCharacterAtTheEndsOfAValueCannotBeSeen() throws IOException {
        ConfigFile read = read(START + "task.a.model=\u200bmine\ninput.topic=texts\u00a0\nkafka.client.id=a\u00a0\n"
                + "device=cpu\ntask.a.prompt=of a man \u200d and a woman\\u00a0\n");

        assertThat(catchThrowableOfType(ConfigException.class, () -> TextmillConfig.parse(read))
                        .problems())
                .contains(
                        "task.a.model (" + file + ":3): the value begins or ends with an invisible character, U+200B:"
                                + " write the line again by hand.",
                        "input.topic (" + file + ":4): the value begins or ends with an invisible character, U+00A0:"
                                + " write the line again by hand.")
                .noneMatch(problem -> problem.contains(":5)") || problem.contains("task.a.prompt ("));
    }

    @Test
    void shouldSayThatAKeyIsMissing() {
        assertThat(problems(WHOLE + "=a\n: b\n"))
                .containsExactly(
                        file + ":4: expected KEY=VALUE, found no key before the sign.",
                        file + ":5: expected KEY=VALUE, found no key before the sign.");
    }

    @Test
    void shouldRefuseTwoVariablesForOneKey() throws IOException {
        ConfigFile read = read(WHOLE)
                .withEnvironment(
                        Map.of("TEXTMILL_HTTP_PORT", "1", "TEXTMILL_http_port", "2", "TEXTMILL_DEVICE", "cpu"));

        assertThat(catchThrowableOfType(ConfigException.class, () -> TextmillConfig.parse(read)))
                .hasMessage("http.port is there twice, in environment variable TEXTMILL_HTTP_PORT and environment"
                        + " variable TEXTMILL_http_port: remove one of the two.");
    }

    @Test
    void shouldNotLoseABackslashWithoutAWord() throws IOException {
        ConfigFile read = read(START + "task.a.model=C:\\models\\mine\nkafka.ssl.key.password=a\\$b\\c\n");

        assertThat(catchThrowableOfType(ConfigException.class, () -> TextmillConfig.parse(read))
                        .problems())
                .containsExactly("task.a.model (" + file + ":3): a single backslash in it is lost, as in every"
                        + " properties file: write two for one.");

        ConfigFile right = read(START + "task.a.model=C:\\\\models\\\\t\n");
        assertThat(TextmillConfig.parse(right).pipelines().get(0).tasks().get(0).model())
                .isEqualTo("C:\\models\\t");
    }

    @Test
    void shouldSayOnceWhatKafkaWouldRefuseAsWell() throws IOException {
        ConfigFile read = read(WHOLE + "kafka.acks=1\n");

        assertThat(catchThrowableOfType(ConfigException.class, () -> TextmillConfig.parse(read))
                        .problems())
                .singleElement()
                .asString()
                .startsWith("kafka.acks = 1");
    }

    @Test
    void shouldForgetBlanksAtTheEndsOfLines() throws IOException {
        ConfigFile read = read(WHOLE + "kafka.security.protocol=SSL \t\r\nhttp.port=1 \r\n");

        assertThat(TextmillConfig.parse(read).kafka()).containsEntry("security.protocol", "SSL");
    }

    @Test
    void shouldNameFileAndLineOfEveryProblemAtOnce() {
        List<String> problems = problems(START + """
                http.port=70000

                inptu.topic=x
                task.vectors.model="all-minilm-l6-v2"
                http.port=8099
                device=gpu
                a=\\u00zz
                kafka.consumer.session.timeout.mss=1
                task.intents.topic=x
                """);

        assertThat(problems)
                .containsExactlyInAnyOrder(
                        "http.port is there twice, in " + file + ":3 and " + file + ":7: remove one of the two.",
                        "http.port = 70000 (" + file + ":3): expected whole number, 0 to 65535.",
                        "Unknown key inptu.topic (" + file + ":5): did you mean input.topic?",
                        "task.vectors.model (" + file
                                + ":6): the value is in quotes, which would be part of it: write it without them.",
                        "device = gpu (" + file + ":8): expected "
                                + EngineKeys.DEVICE.rule().expected() + ".",
                        file + ":9: expected a property, found a \\u without four hexadecimal digits behind it.",
                        "Unknown Kafka setting kafka.consumer.session.timeout.mss (" + file + ":10): did you mean"
                                + " kafka.consumer.session.timeout.ms?",
                        "task.intents.topic (" + file
                                + ":11) is set but task.intents.model is not, so there is no such task: set the model or"
                                + " remove it.");
    }

    @Test
    void shouldRefuseWhatIsNotPlainUtf8AndSayWhereAndWhatToDo() {
        assertThat(problem("\uFEFF" + WHOLE, UTF_8))
                .isEqualTo(file + ":1: begins with the mark of UTF-8, expected UTF-8 without a byte-order mark: save it"
                        + " as plain UTF-8.");
        assertThat(problem(WHOLE, UTF_16)).startsWith(file + ":1: begins with the mark of UTF-16");
        assertThat(problem(WHOLE, UTF_16LE)).startsWith(file + ":1: holds NUL bytes, as a file in UTF-16 has them");
        assertThat(problem("# caf\u00E9\n" + WHOLE, UTF_16LE)).startsWith(file + ":1: holds NUL bytes");
        assertThat(problem(WHOLE + "task.vectors.topic=caf\u00E9\n", ISO_8859_1))
                .startsWith(file + ":4: holds bytes that are not UTF-8 (0xe9), as a file in Latin-1 has them");
    }

    @Test
    void shouldPutVariablesOfTheEnvironmentIntoAnyValue() throws IOException {
        ConfigFile read = read(WHOLE + """
                http.port=${PORT}
                basic.auth.user.info=me:${env:PASSWORD}
                kafka.my.plugin=x password="${PASSWORD}" y="${vault:/a:b}" $${PORT}
                """);

        TextmillConfig config = TextmillConfig.parse(read);

        assertThat(config.get(OperationKeys.HTTP_PORT)).isEqualTo(8_123);
        assertThat(config.serde()).containsEntry("basic.auth.user.info", "me:s3cret");
        assertThat(config.kafka()).containsEntry("my.plugin", "x password=\"s3cret\" y=\"${vault:/a:b}\" ${PORT}");
    }

    @Test
    void shouldSayWhichVariableIsMissingAndNeverWhatAnotherHolds() {
        assertThat(problems(WHOLE + "http.port=${NO_PORT}\ndevice=${PASSWORD}\n"))
                .containsExactlyInAnyOrder(
                        "http.port (" + file + ":4): the environment has no variable NO_PORT: set it, or write"
                                + " $${NO_PORT} for the text itself.",
                        "device = ${PASSWORD} (" + file + ":5): expected "
                                + EngineKeys.DEVICE.rule().expected() + ".");
    }

    @Test
    void shouldLetTheCommandLineReplaceLines() throws IOException {
        ConfigFile read = read(WHOLE + "http.port=x\n").with(Map.of("http.port", "5"), "--set");

        assertThat(TextmillConfig.parse(read).get(OperationKeys.HTTP_PORT)).isEqualTo(5);
    }

    @Test
    void shouldRefuseADirectory() {
        assertThat(catchThrowableOfType(ConfigException.class, () -> ConfigFile.read(directory)))
                .hasMessageContaining("is a directory, expected a properties file");
    }

    private ConfigFile read(String text) throws IOException {
        Files.writeString(file, text);
        return ConfigFile.read(file, environment);
    }

    private List<String> problems(String text) {
        ConfigException thrown = catchThrowableOfType(ConfigException.class, () -> TextmillConfig.parse(read(text)));
        assertThat(thrown).isNotNull();
        return thrown.problems();
    }

    private String problem(String text, Charset charset) {
        ConfigException thrown = catchThrowableOfType(ConfigException.class, () -> {
            Files.write(file, text.getBytes(charset));
            ConfigFile.read(file);
        });
        assertThat(thrown).isNotNull();
        return thrown.problems().get(0);
    }
}
