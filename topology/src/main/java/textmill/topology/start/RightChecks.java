package textmill.topology.start;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import textmill.topology.start.Check.Level;

/** What is known of rights, a line for each, and one for all that are missing. */
public final class RightChecks {
    private static final String AREA = "rights";

    private RightChecks() {}

    /**
     * The lines.
     *
     * @param needed those without which a start fails
     * @param helpful those without which it checks less; of them only what is missing is said
     */
    public static List<Check> of(Rights rights, List<NeededRight> needed, List<NeededRight> helpful) {
        List<Check> checks = new ArrayList<>();
        Map<NeededRight, Rights.Answer> examined = rights.examine(needed);
        examined.forEach((right, answer) -> checks.add(check(right, answer, rights)));
        List<NeededRight> unseen = denied(rights.examine(helpful));
        unseen.forEach(right -> checks.add(Check.of(Level.WARN, AREA, rights.missing(right))));
        int missing = denied(examined).size() + unseen.size();
        if (missing > 1) {
            checks.add(new Check(
                    denied(examined).isEmpty() ? Level.WARN : Level.FAIL,
                    AREA,
                    missing + " rights are missing",
                    "grant them together, with an administrator's login: textmill acls --create --config"
                            + " textmill.properties --command-config admin.properties"));
        }
        return checks;
    }

    private static Check check(NeededRight right, Rights.Answer answer, Rights rights) {
        String what = right.operation() + " " + right.resource();
        return switch (answer) {
            case ALLOWED -> Check.ok(AREA, what);
            case DENIED -> Check.of(Level.FAIL, AREA, rights.missing(right));
            case UNKNOWN ->
                Check.warn(
                        AREA,
                        what + ": not known before the topic is there",
                        "'textmill acls' prints what grants it; check again when there is the topic");
        };
    }

    private static List<NeededRight> denied(Map<NeededRight, Rights.Answer> examined) {
        return examined.entrySet().stream()
                .filter(right -> right.getValue() == Rights.Answer.DENIED)
                .map(Map.Entry::getKey)
                .toList();
    }
}
