package textmill.runtime.redaction;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What is found without a model, by its form and its check digits. */
public enum PersonalDataRule {
    /** An address of electronic mail, also with {@code %40} in URLs. */
    EMAIL,
    /** An international bank account number (ISO 13616): known country, its length, remainder 1 by 97 (ISO 7064). */
    IBAN,
    /** The number of a payment card: a known issuer, its length, Luhn's check digit (ISO/IEC 7812). */
    CREDIT_CARD,
    /** An address of the Internet Protocol, version 4 or 6. */
    IP_ADDRESS,
    /** A phone number: international ones, and national ones of chosen regions. */
    PHONE;

    /** As in configuration and on the command line, for example {@code credit-card}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** As in placeholders and results, for example {@code CREDIT_CARD}. */
    public String label() {
        return name();
    }

    /**
     * The rule of a word.
     *
     * @throws IllegalArgumentException listing the words that there are
     */
    public static PersonalDataRule parse(String word) {
        for (PersonalDataRule rule : values()) {
            if (rule.word().equals(word.strip().toLowerCase(Locale.ROOT))) {
                return rule;
            }
        }
        throw new IllegalArgumentException("expected " + words() + ", found '" + word.strip() + "'");
    }

    /** The words, for messages. */
    public static String words() {
        return String.join(
                ", ", List.of(values()).stream().map(PersonalDataRule::word).toList());
    }

    Finder finder(Set<String> phoneRegions) {
        return switch (this) {
            case EMAIL -> new Emails();
            case IBAN -> new Ibans();
            case CREDIT_CARD -> new CreditCards();
            case IP_ADDRESS -> new IpAddresses();
            case PHONE -> new PhoneNumbers(phoneRegions);
        };
    }
}
