package textmill.models.hub;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the hub is and what it may be asked, by the environment variables of the {@code huggingface_hub} library.
 *
 * @param endpoint without a slash at its end: {@code HF_ENDPOINT}
 * @param cache directory of models: {@code HF_HUB_CACHE}, else {@code hub} below {@code HF_HOME}
 * @param token who asks: {@code HF_TOKEN}, else the file that {@code hf auth login} wrote; null for nobody
 * @param offline nothing is asked: {@code HF_HUB_OFFLINE}
 */
record HubSettings(URI endpoint, Path cache, @Nullable String token, boolean offline) {
    private static final String USUAL_ENDPOINT = "https://huggingface.co";
    private static final Set<String> TRUE = Set.of("1", "ON", "YES", "TRUE");
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

    /**
     * As the environment says.
     *
     * @param home of the user, where the library's own directories are unless named
     * @throws HubException for an endpoint or a token that cannot be one
     */
    static HubSettings of(Map<String, String> environment, String home) {
        Path own = Path.of(first(environment, home, "XDG_CACHE_HOME", home + "/.cache"), "huggingface");
        Path library = Path.of(first(environment, home, "HF_HOME", own.toString()));
        String cache = first(
                environment,
                home,
                "HUGGINGFACE_HUB_CACHE",
                library.resolve("hub").toString());
        return new HubSettings(
                endpoint(first(environment, home, "HF_ENDPOINT", USUAL_ENDPOINT)),
                Path.of(first(environment, home, "HF_HUB_CACHE", cache)),
                token(
                        environment,
                        Path.of(first(
                                environment,
                                home,
                                "HF_TOKEN_PATH",
                                library.resolve("token").toString()))),
                isTrue(environment, "HF_HUB_OFFLINE") || isTrue(environment, "TRANSFORMERS_OFFLINE"));
    }

    private static String first(Map<String, String> environment, String home, String name, String usual) {
        String value = environment.get(name);
        if (value == null || value.isBlank()) {
            return usual;
        }
        return value.startsWith("~/") ? home + value.substring(1) : value;
    }

    private static boolean isTrue(Map<String, String> environment, String name) {
        return TRUE.contains(environment.getOrDefault(name, "").toUpperCase(Locale.ROOT));
    }

    private static URI endpoint(String text) {
        try {
            URI uri = URI.create(text.replaceFirst("/+$", ""));
            if (uri.getRawUserInfo() == null
                    && uri.getHost() != null
                    && Set.of("http", "https").contains(String.valueOf(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new HubException("HF_ENDPOINT: expected an address like " + USUAL_ENDPOINT + ", found "
                + (text.contains("@")
                        ? "one with a user or a password; write it without"
                        : "'" + text + "'; correct it"));
    }

    private static @Nullable String token(Map<String, String> environment, Path file) {
        String token = environment.getOrDefault("HF_TOKEN", environment.getOrDefault("HUGGING_FACE_HUB_TOKEN", ""));
        String where = "HF_TOKEN";
        if (token.isBlank() && !isTrue(environment, "HF_HUB_DISABLE_IMPLICIT_TOKEN")) {
            token = written(file);
            where = file.toString();
        }
        if (token.isBlank()) {
            return null;
        }
        if (!TOKEN.matcher(token.strip()).matches()) {
            throw new HubException(
                    where + ": expected a token of the hub, found characters that no token has; correct it");
        }
        return token.strip();
    }

    private static String written(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            // As if there were none: most models need none, and a refusal says so.
            return "";
        }
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "hub " + endpoint + ", cache " + cache + (token == null ? "" : ", with a token")
                + (offline ? ", offline" : "");
    }
}
