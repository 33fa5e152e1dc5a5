package textmill.schema.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import textmill.schema.fuzz.Cost;

/** Whatever answers at the registry's address: a schema, or an exception of ours. */
class RegistryAnswersFuzzTest {
    private static final int[] STATUS = {200, 204, 301, 400, 401, 403, 404, 409, 422, 429, 500, 503, 999};

    private static final CannedClient CANNED = new CannedClient();
    private static final RestSchemaRegistry REGISTRY = new RestSchemaRegistry(
            RegistryClientConfig.from(Map.of("schema.registry.url", "http://localhost:1")), CANNED);
    private static final Schema TEXT = Schema.create(Schema.Type.STRING);

    static Stream<byte[]> seeds() {
        return Stream.of(
                        "{\"schema\":\"\\\"string\\\"\",\"id\":1,\"subject\":\"s\",\"version\":1}",
                        "{\"schema\":\"{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"A\\\",\\\"fields\\\":[]}\","
                                + "\"references\":[{\"name\":\"B\",\"subject\":\"b\",\"version\":1}],\"id\":7}",
                        // found by fuzzing: what is said of it had two lines
                        "{\"schema\":\"{record\"}",
                        "{\"schemaType\":\"PROTOBUF\",\"schema\":\"x\",\"id\":2}",
                        "{\"error_code\":40403,\"message\":\"Schema not found\"}",
                        "[\"a\",\"b\"]",
                        "[1,2]",
                        "{\"is_compatible\":true,\"compatibilityLevel\":\"FULL\"}")
                .map(text -> ("\0" + text).getBytes(UTF_8));
    }

    /** Whatever can be asked. */
    private static final List<Runnable> QUESTIONS = List.of(
            () -> REGISTRY.byId(1),
            () -> REGISTRY.byGuid(new UUID(0, 1)),
            () -> REGISTRY.latest("s"),
            () -> REGISTRY.register("s", TEXT),
            () -> REGISTRY.idOf("s", TEXT),
            REGISTRY::subjects,
            () -> REGISTRY.versions("s"),
            () -> REGISTRY.isCompatible("s", TEXT),
            () -> REGISTRY.compatibility("s"));

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldHoldForWhatIsKnown(byte[] data) {
        byte[] answer = data.clone();
        for (int question = 0; question < QUESTIONS.size(); question++) {
            answer[0] = (byte) (data[0] + question * STATUS.length);
            shouldGiveASchemaOrAnExceptionOfOurs(answer);
        }
    }

    /** The first byte says which status, and what is asked. */
    @MethodSource("seeds")
    @FuzzTest(maxDuration = "1m")
    void shouldGiveASchemaOrAnExceptionOfOurs(byte[] data) {
        int first = data.length == 0 ? 0 : data[0] & 0xff;
        CANNED.answer(
                STATUS[first % STATUS.length], data.length == 0 ? data : Arrays.copyOfRange(data, 1, data.length));
        Cost.of(data, () -> attempt(QUESTIONS.get(first / STATUS.length % QUESTIONS.size())));
    }

    private static void attempt(Runnable asking) {
        try {
            asking.run();
        } catch (RegistryUnavailableException | SerializationException e) {
            Cost.requireMessage(e);
        }
    }
}
