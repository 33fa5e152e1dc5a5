package textmill.schema.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What an HTTP answer says: yes, no, or nothing that a registry would say. */
final class Verdicts {
    private static final int SUCCESS = 2;
    private static final int OK = 200;
    private static final int FIRST_CLIENT_ERROR = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int UNPROCESSABLE = 422;

    /** Some answer with a whole page. */
    private static final int LONGEST_MESSAGE = 300;

    private final UnaryOperator<String> redaction;
    private final boolean byToken;
    private final ObjectMapper json = new ObjectMapper();

    /**
     * Reads answers.
     *
     * @param redaction takes out of a text what is secret of ours
     * @param byToken whether we log in with tokens
     */
    Verdicts(UnaryOperator<String> redaction, boolean byToken) {
        this.redaction = redaction;
        this.byToken = byToken;
    }

    /**
     * A question, as messages name it.
     *
     * @param body null for none
     * @param expected fields without which an answer is not a registry's
     */
    record Question(String method, String path, @Nullable String body, List<String> expected) {
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /**
     * The registry's answer to a question.
     *
     * @throws RegistryRefusedException if it says no
     * @throws NoVerdictException if this is no word of a registry's
     */
    JsonNode to(Question question, HttpResponse<byte[]> response) throws NoVerdictException {
        int status = response.statusCode();
        JsonNode answer = parse(response.body());
        if (status / 100 == SUCCESS && answer != null) {
            return complete(question, status, answer);
        }
        int errorCode = answer == null ? 0 : answer.path("error_code").asInt(0);
        if (isVerdict(status, errorCode)) {
            throw new RegistryRefusedException(
                    "The schema registry answered " + status + " (error code " + errorCode + ": " + words(answer)
                            + ") to " + question,
                    status,
                    errorCode);
        }
        throw new NoVerdictException(status, explain(status, answer));
    }

    /** JSON alone makes no registry: a portal that wants a log-in speaks it too, and must not condemn records. */
    private static JsonNode complete(Question question, int status, JsonNode answer) throws NoVerdictException {
        for (String field : question.expected()) {
            JsonNode value = answer.path(field);
            boolean fits = field.equals("id")
                    ? value.isInt() && value.intValue() >= 0
                    : value.isTextual() || value.isBoolean();
            if (!fits) {
                throw new NoVerdictException(
                        status, "status " + status + ", but no '" + field + "' in it: is this a schema registry?");
            }
        }
        return answer;
    }

    /**
     * A bare 404 comes from a wrong path or a proxy, not from a registry: only one that carries a registry's error code
     * says anything about the schema. Taking the other kind for a verdict would condemn a whole topic.
     */
    private static boolean isVerdict(int status, int errorCode) {
        return switch (status) {
            case NOT_FOUND -> errorCode / 100 == NOT_FOUND && errorCode != NOT_FOUND;
            case CONFLICT, UNPROCESSABLE -> errorCode >= FIRST_CLIENT_ERROR;
            default -> false;
        };
    }

    /** What the registry says, as part of a line, without what we said to it. */
    private String words(@Nullable JsonNode answer) {
        if (answer == null) {
            return "";
        }
        return shortened(redaction.apply(answer.path("message").asText("")));
    }

    /** What somebody said, as part of a line. */
    static String shortened(String said) {
        String line = said.replaceAll("[\\p{Cntrl}\\s]+", " ");
        return line.length() <= LONGEST_MESSAGE ? line : line.substring(0, LONGEST_MESSAGE) + "…";
    }

    private String explain(int status, @Nullable JsonNode answer) {
        String hint =
                switch (status) {
                    case OK -> ", but no JSON: is this a schema registry?";
                    case 301, 302, 303, 307, 308 ->
                        ": it sends us elsewhere, which is not followed; put the final address into "
                                + RegistryClientKeys.URL;
                    case UNAUTHORIZED, FORBIDDEN -> ": " + credentialsToCheck();
                    case NOT_FOUND ->
                        " without a registry's error code: is the path in " + RegistryClientKeys.URL + " right?";
                    default -> answer == null ? "" : " (" + words(answer) + ")";
                };
        return "status " + status + hint;
    }

    private String credentialsToCheck() {
        if (byToken) {
            return "it does not take the token; check " + RegistryClientKeys.BEARER_CLIENT_ID + ", "
                    + RegistryClientKeys.BEARER_SCOPE + " and what this client may do";
        }
        return "check " + RegistryClientKeys.BASIC_USER_INFO + " or " + RegistryClientKeys.BEARER_TOKEN;
    }

    private @Nullable JsonNode parse(byte[] body) {
        try {
            JsonNode node = json.readTree(new String(body, StandardCharsets.UTF_8));
            return node == null || node.isMissingNode() ? null : node;
        } catch (JsonProcessingException e) {
            return null; // An HTML page of some proxy: no verdict, see above.
        }
    }
}
