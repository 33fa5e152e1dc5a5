package textmill.runtime.redaction;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The first 64 bits of HMAC-SHA-256 (RFC 2104) over label and data. The data are brought to one form first: Unicode's
 * compatibility form, lower case, blanks as one blank; of numbers only letters and digits.
 */
final class KeyedHash implements Replacement {
    static final int SHORTEST_KEY = 16;
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SHOWN_BYTES = 8;

    private final SecretKeySpec key;

    KeyedHash(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < SHORTEST_KEY) {
            throw new IllegalArgumentException("expected a key of " + SHORTEST_KEY + " bytes or more");
        }
        this.key = new SecretKeySpec(bytes, ALGORITHM);
    }

    @Override
    public String of(String label, String hidden) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(label.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            byte[] hash = mac.doFinal(oneForm(label, hidden).getBytes(StandardCharsets.UTF_8));
            return "[" + label + ":" + HexFormat.of().formatHex(hash, 0, SHOWN_BYTES) + "]";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    private static String oneForm(String label, String hidden) {
        String plain = Normalizer.normalize(hidden, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .strip();
        boolean number = label.equals(PersonalDataRule.IBAN.label())
                || label.equals(PersonalDataRule.CREDIT_CARD.label())
                || label.equals(PersonalDataRule.PHONE.label());
        if (!number) {
            return plain.replaceAll("\\s+", " ");
        }
        StringBuilder kept = new StringBuilder();
        plain.codePoints().filter(Character::isLetterOrDigit).forEach(c -> {
            int digit = Character.digit(c, 10);
            if (digit >= 0) {
                kept.append(digit);
            } else {
                kept.appendCodePoint(c);
            }
        });
        return kept.toString();
    }
}
