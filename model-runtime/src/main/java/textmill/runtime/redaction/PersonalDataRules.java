package textmill.runtime.redaction;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Some of the rules. Immutable and safe to share. */
public final class PersonalDataRules {
    private final List<Finder> finders;

    private PersonalDataRules(List<Finder> finders) {
        this.finders = finders;
    }

    /**
     * Chosen rules.
     *
     * @param rules which
     * @param phoneRegions whose phone numbers are known without a plus sign, as ISO 3166 names them, for example {@code DE}
     */
    public static PersonalDataRules of(Collection<PersonalDataRule> rules, Collection<String> phoneRegions) {
        Set<String> regions = new TreeSet<>(phoneRegions);
        return new PersonalDataRules(
                rules.stream().distinct().map(rule -> rule.finder(regions)).toList());
    }

    /** The regions that there are. */
    public static Set<String> phoneRegions() {
        return new TreeSet<>(PhoneNumberUtil.getInstance().getSupportedRegions());
    }

    /** What they find in a text, rule by rule; stretches of different rules may overlap. */
    public List<Span> find(String text) {
        List<Span> found = new ArrayList<>();
        PlainText plain = PlainText.of(text);
        finders.forEach(finder -> finder.find(plain, found));
        return found;
    }
}
