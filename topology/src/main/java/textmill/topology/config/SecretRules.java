package textmill.topology.config;

import java.nio.charset.StandardCharsets;

/** Rules for what nobody may see: no message repeats a value, be it right or wrong. */
final class SecretRules {
    private static final String HIDDEN = "[hidden]";

    private SecretRules() {}

    /** A secret of so many bytes in UTF-8 or more. */
    static Rule<String> secret(int leastBytes) {
        return new Rule<>(
                "secret of " + leastBytes + " bytes or more",
                value -> {
                    if (value.getBytes(StandardCharsets.UTF_8).length < leastBytes) {
                        throw new Rule.Misfit();
                    }
                    return value;
                },
                value -> HIDDEN,
                true);
    }

    /** User and password. */
    static Rule<String> login() {
        return new Rule<>(
                "user:password",
                value -> {
                    int colon = value.indexOf(':');
                    if (colon < 1 || colon == value.length() - 1) {
                        throw new Rule.Misfit();
                    }
                    return value;
                },
                value -> HIDDEN,
                true);
    }
}
