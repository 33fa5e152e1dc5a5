package textmill.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.Incompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * FULL_TRANSITIVE: today's schemas read the data of every released version, and every released version reads today's.
 * Released versions live in {@code src/test/resources/evolution/v*}; a release adds a folder and never changes one.
 */
class SchemaEvolutionTest {
    private static final Path CURRENT = Path.of("src/main/avro");
    private static final Path RELEASED = Path.of("src/test/resources/evolution");

    static Stream<Arguments> everyReleasedVersion() {
        return list(RELEASED).flatMap(version -> list(version)
                .map(file -> arguments(
                        version.getFileName().toString(), file.getFileName().toString())));
    }

    @ParameterizedTest(name = "{1} against {0}")
    @MethodSource("everyReleasedVersion")
    void shouldReadAndBeReadByEveryReleasedVersion(String version, String file) {
        Schema released = parse(RELEASED.resolve(version).resolve(file));
        Schema current = parse(CURRENT.resolve(file));

        assertThat(conflicts(current, released))
                .as("today's schema reads data of " + version)
                .isEmpty();
        assertThat(conflicts(released, current))
                .as(version + " reads today's data")
                .isEmpty();
    }

    @Test
    void shouldCoverEverySchema() {
        assertThat(list(CURRENT).map(Path::getFileName)).isNotEmpty().allSatisfy(file -> assertThat(
                        list(RELEASED).map(version -> version.resolve(file)))
                .anyMatch(Files::exists));
    }

    static Stream<Arguments> badChanges() {
        return Stream.of(
                arguments(
                        "a new field without default",
                        "{\"name\":\"source_partition\"",
                        "{\"name\":\"added\",\"type\":\"int\",\"doc\":\"x\"},{\"name\":\"source_partition\""),
                arguments(
                        "a required field removed",
                        "{\"name\":\"model\", \"type\": \"string\", \"doc\": \"Name of the model.\"},",
                        ""),
                arguments("a field renamed", "\"name\": \"mean_score\"", "\"name\": \"average_score\""),
                arguments(
                        "a type narrowed",
                        "\"name\": \"source_offset\", \"type\": \"long\"",
                        "\"name\": \"source_offset\", \"type\": \"int\""),
                arguments(
                        "a type widened, which old readers cannot read",
                        "\"name\": \"mean_score\", \"type\": \"float\"",
                        "\"name\": \"mean_score\", \"type\": \"double\""),
                arguments(
                        "a nested field made required",
                        "\"type\": [\"null\", \"string\"], \"default\": null",
                        "\"type\": \"string\""),
                arguments("the record renamed", "\"name\": \"ReplacedTokenScores\"", "\"name\": \"TokenScores\""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badChanges")
    void shouldNoticeABadChange(String what, String from, String to) throws IOException {
        // Given the schema with most parts, changed in one place
        String text = Files.readString(CURRENT.resolve("ReplacedTokenScores.avsc"));
        String loose = text.replace("{\"name\": ", "{\"name\":").replace("{\"name\":", "{\"name\":");
        String changed = changed(text, loose, from, to);
        Schema released = parse(RELEASED.resolve("v1").resolve("ReplacedTokenScores.avsc"));
        Schema current = new Schema.Parser().parse(changed);

        List<Incompatibility> found = new ArrayList<>(conflicts(current, released));
        found.addAll(conflicts(released, current));

        assertThat(found).isNotEmpty();
    }

    @Test
    void shouldAllowAFieldWithADefault() throws IOException {
        String text = Files.readString(CURRENT.resolve("TextEvent.avsc"));
        String added = text.replace(
                "\"fields\": [",
                "\"fields\": [{\"name\":\"lang\",\"type\":[\"null\",\"string\"],\"default\":null,\"doc\":\"x\"},");
        Schema current = new Schema.Parser().parse(added);
        Schema released = parse(RELEASED.resolve("v1").resolve("TextEvent.avsc"));

        assertThat(added).isNotEqualTo(text);
        assertThat(conflicts(current, released)).isEmpty();
        assertThat(conflicts(released, current)).isEmpty();
    }

    private static String changed(String text, String loose, String from, String to) {
        String result = text.contains(from)
                ? text.replaceFirst(java.util.regex.Pattern.quote(from), to)
                : loose.replace(from, to);
        assertThat(result)
                .as("the change must hit something")
                .isNotEqualTo(text)
                .isNotEqualTo(loose);
        return result;
    }

    private static List<Incompatibility> conflicts(Schema reader, Schema writer) {
        SchemaCompatibilityResult result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getResult();
        return result.getIncompatibilities();
    }

    private static Schema parse(Path file) {
        try {
            return new Schema.Parser().parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> list(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
