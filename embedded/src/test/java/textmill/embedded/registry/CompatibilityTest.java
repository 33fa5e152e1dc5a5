package textmill.embedded.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompatibilityTest {

    private static final String A = "{\"name\":\"a\",\"type\":\"int\"}";
    private static final String B = "{\"name\":\"b\",\"type\":\"string\"}";
    private static final String B_WITH_DEFAULT = "{\"name\":\"b\",\"type\":\"string\",\"default\":\"\"}";

    /** The oldest version has field b without a default, the next one lost it; the row says what is added then. */
    @ParameterizedTest
    @CsvSource({
        // level, adds b without a default, adds b with a default, drops a, keeps as it is
        "NONE,                true,  true,  true,  true",
        "BACKWARD,            false, true,  true,  true",
        "BACKWARD_TRANSITIVE, false, true,  true,  true",
        "FORWARD,             true,  true,  false, true",
        "FORWARD_TRANSITIVE,  true,  true,  false, false",
        "FULL,                false, true,  false, true",
        "FULL_TRANSITIVE,     false, true,  false, false"
    })
    void shouldHoldEachLevel(
            CompatibilityLevel level, boolean addsB, boolean addsDefaultedB, boolean dropsA, boolean keeps) {
        // Given
        List<StoredSchema> earlier = List.of(version(1, record(A, B)), version(2, record(A)));

        // Then
        assertThat(compatible(record(A, B), earlier, level)).isEqualTo(addsB);
        assertThat(compatible(record(A, B_WITH_DEFAULT), earlier, level)).isEqualTo(addsDefaultedB);
        assertThat(compatible(record(), earlier, level)).isEqualTo(dropsA);
        assertThat(compatible(record(A), earlier, level)).isEqualTo(keeps);
    }

    @ParameterizedTest
    @CsvSource({
        // writer to reader may widen int to long, never the other way
        "BACKWARD, true, false",
        "FORWARD,  false, true",
        "FULL,     false, false",
        "NONE,     true, true"
    })
    void shouldKnowWhichTypesWiden(CompatibilityLevel level, boolean intToLong, boolean longToInt) {
        assertThat(compatible("\"long\"", List.of(version(1, "\"int\"")), level))
                .isEqualTo(intToLong);
        assertThat(compatible("\"int\"", List.of(version(1, "\"long\"")), level))
                .isEqualTo(longToInt);
    }

    @Test
    void shouldLookBeyondTheLatestVersionOnlyWhenTransitive() {
        // Given: version 2 gave b a default, so a schema without one reads version 2 but not version 1
        List<StoredSchema> earlier = List.of(version(1, record(A)), version(2, record(A, B_WITH_DEFAULT)));

        // Then
        assertThat(compatible(record(A, B), earlier, CompatibilityLevel.BACKWARD))
                .isTrue();
        assertThat(compatible(record(A, B), earlier, CompatibilityLevel.BACKWARD_TRANSITIVE))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"NONE", "BACKWARD", "FULL_TRANSITIVE"})
    void shouldAcceptAFirstVersion(CompatibilityLevel level) {
        assertThat(compatible("\"int\"", List.of(), level)).isTrue();
    }

    private static boolean compatible(String schema, List<StoredSchema> earlier, CompatibilityLevel level) {
        return Compatibility.problems(AvroSchemas.parse(schema), earlier, level).isEmpty();
    }

    private static StoredSchema version(int version, String schema) {
        return new StoredSchema("s", version, version, schema, false);
    }

    private static String record(String... fields) {
        return "{\"type\":\"record\",\"name\":\"R\",\"fields\":[" + String.join(",", fields) + "]}";
    }
}
