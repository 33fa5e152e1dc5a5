package textmill.topology.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * User and password that a client must send. They are kept as a salted digest, and compared in a time that tells nothing
 * about how much of them was right.
 */
public final class Login {
    private static final String BASIC = "basic ";
    private static final int SALT_BYTES = 16;

    private final byte[] salt = new byte[SALT_BYTES];
    private final byte[] expected;

    /**
     * @param userAndPassword {@code user:password}
     */
    public Login(String userAndPassword) {
        new SecureRandom().nextBytes(salt);
        this.expected = digest(userAndPassword.getBytes(UTF_8));
    }

    /** Whether an {@code Authorization} header has them. */
    boolean admits(@Nullable String authorization) {
        if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith(BASIC)) {
            return false;
        }
        try {
            byte[] sent = Base64.getDecoder()
                    .decode(authorization.substring(BASIC.length()).strip());
            return MessageDigest.isEqual(expected, digest(sent));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private byte[] digest(byte[] secret) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(salt);
            return sha.digest(secret);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "[hidden]";
    }
}
