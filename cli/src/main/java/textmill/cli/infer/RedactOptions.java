package textmill.cli.infer;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import textmill.cli.console.CliException;
import textmill.runtime.redaction.PersonalDataRule;
import textmill.runtime.redaction.PersonalDataRules;
import textmill.runtime.redaction.Redactor;
import textmill.runtime.redaction.Replacement;

/** Options of {@code infer --redact}; they mean what {@code redact.…} means in a configuration. */
final class RedactOptions {
    private static final String KEY_VARIABLE = "TEXTMILL_HASH_KEY";
    private static final String NONE = "none";

    @Option(
            names = "--redact",
            description = "Take personal data out of the texts, by rules and, with -m, by a model of token"
                    + " classification: {\"redacted\",\"entities\"}.")
    private boolean redact;

    @Option(
            names = "--rules",
            paramLabel = "A,B,…",
            description =
                    "With --redact, what is found without a model: email, iban, credit-card, ip-address, phone, or"
                            + " none (default: all).")
    private @Nullable String rules;

    @Option(
            names = "--replacement",
            paramLabel = "HOW",
            description =
                    "With --redact: placeholder ([PERSON], the default), hash ([PERSON:0123456789abcdef], with the"
                            + " secret in the variable " + KEY_VARIABLE + ") or removed.")
    private @Nullable String replacement;

    @Option(
            names = "--phone-regions",
            paramLabel = "A,B,…",
            description = "With --redact: countries whose phone numbers are found without a country code too (default:"
                    + " US,GB).")
    private @Nullable String regions;

    @Option(
            names = "--redact-labels",
            paramLabel = "A,B,…",
            description = "With --redact and -m: which of the model's labels (default: all).")
    private @Nullable String labels;

    @Option(
            names = "--unseen",
            paramLabel = "HOW",
            description = "With --redact and -m, a text that is too long for the model: error (the default), or rules,"
                    + " which then are all that see its end.")
    private @Nullable String unseen;

    /** Options that nobody gave. */
    RedactOptions() {}

    boolean isOn() {
        return redact;
    }

    /**
     * How lines are redacted.
     *
     * @throws CliException for a value that is none, or an option without {@code --redact}
     */
    Redaction read() {
        boolean rulesSeeTheRest =
                switch (unseen == null ? "error" : unseen) {
                    case "error" -> false;
                    case "rules" -> true;
                    default -> throw CliException.usage("--unseen: expected error or rules, found '" + unseen + "'");
                };
        Set<String> wanted = labels == null ? Set.of() : Set.copyOf(Arrays.asList(labels.split("\\s*,\\s*")));
        return new Redaction(
                new Redactor(PersonalDataRules.of(rules(), regions()), replacement()), wanted, rulesSeeTheRest);
    }

    /** Refuses options that would do nothing. */
    void refuseWithoutRedact() {
        if (!redact && (rules != null || replacement != null || regions != null || labels != null || unseen != null)) {
            throw CliException.usage("--rules, --replacement, --phone-regions, --redact-labels and --unseen go with"
                    + " --redact: add it, or remove them");
        }
    }

    private List<PersonalDataRule> rules() {
        if (rules == null) {
            return List.of(PersonalDataRule.values());
        }
        try {
            return rules.equals(NONE)
                    ? List.of()
                    : Arrays.stream(rules.split(",", -1))
                            .map(PersonalDataRule::parse)
                            .toList();
        } catch (IllegalArgumentException e) {
            throw CliException.usage("--rules: " + e.getMessage());
        }
    }

    private Set<String> regions() {
        Set<String> named = new TreeSet<>();
        for (String region : (regions == null ? "US,GB" : regions.equals(NONE) ? "" : regions).split(",", -1)) {
            if (!region.isBlank()) {
                named.add(region.strip().toUpperCase(Locale.ROOT));
            }
        }
        if (!PersonalDataRules.phoneRegions().containsAll(named)) {
            throw CliException.usage(
                    "--phone-regions: expected countries of two letters with commas, or none, found '" + regions + "'");
        }
        return named;
    }

    private Replacement replacement() {
        return switch (replacement == null ? "placeholder" : replacement) {
            case "placeholder" -> Replacement.placeholder();
            case "removed" -> Replacement.removal();
            case "hash" -> keyedHash();
            default ->
                throw CliException.usage(
                        "--replacement: expected placeholder, hash or removed, found '" + replacement + "'");
        };
    }

    private static Replacement keyedHash() {
        String key = System.getenv(KEY_VARIABLE);
        try {
            return Replacement.keyedHash(key == null ? "" : key);
        } catch (IllegalArgumentException e) {
            throw CliException.usage("--replacement hash: " + e.getMessage() + " in the variable " + KEY_VARIABLE);
        }
    }
}
