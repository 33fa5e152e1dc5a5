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
     * The lines. Where several are missing, only the last line says what grants them.
     *
     * @param needed those without which a start fails
     * @param helpful those without which it checks less; of them only what is missing is said
     */
    public static List<Check> of(Rights rights, List<NeededRight> needed, List<NeededRight> helpful) {
        List<Check> checks = new ArrayList<>();
        Map<NeededRight, Rights.Answer> examined = rights.examine(needed);
        List<NeededRight> unseen = denied(rights.examine(helpful));
        int missing = denied(examined).size() + unseen.size();
        boolean together = missing > 1;
        examined.forEach((right, answer) -> checks.add(
                answer == Rights.Answer.DENIED ? denied(Level.FAIL, right, rights, together) : check(right, answer)));
        unseen.forEach(right -> checks.add(denied(Level.WARN, right, rights, together)));
        if (together) {
            checks.add(new Check(
                    denied(examined).isEmpty() ? Level.WARN : Level.FAIL,
                    AREA,
                    missing + " rights are missing",
                    "grant them together, with an administrator's login: textmill acls --create --config"
                            + " textmill.properties --command-config admin.properties"));
        }
        return checks;
    }

    private static Check check(NeededRight right, Rights.Answer answer) {
        String what = right.operation() + " " + right.resource();
        return answer == Rights.Answer.ALLOWED
                ? Check.ok(AREA, what)
                : Check.warn(
                        AREA,
                        what + ": not known before the topic is there",
                        "'textmill acls' prints what grants it; check again when there is the topic");
    }

    /** @param together whether what grants it is said once for all that are missing */
    private static Check denied(Level level, NeededRight right, Rights rights, boolean together) {
        Check alone = Check.of(level, AREA, rights.missing(right));
        return together ? new Check(level, AREA, alone.found(), "") : alone;
    }

    private static List<NeededRight> denied(Map<NeededRight, Rights.Answer> examined) {
        return examined.entrySet().stream()
                .filter(right -> right.getValue() == Rights.Answer.DENIED)
                .map(Map.Entry::getKey)
                .toList();
    }
}
