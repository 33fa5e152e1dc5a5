package textmill.topology.start;

import java.util.Optional;
import java.util.TreeSet;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;

/** The right that a failure of a client says is missing: taken away while the application ran. */
public final class DeniedRight {
    private DeniedRight() {}

    /**
     * In one line; empty if the failure is about something else.
     *
     * @param group name of the group and prefix of the transactional ids
     */
    public static Optional<String> in(Throwable failure, String group) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof AuthorizationException denied) {
                return Optional.of("the right to " + what(denied, group) + " is missing: grant it again");
            }
        }
        return Optional.empty();
    }

    private static String what(AuthorizationException denied, String group) {
        if (denied instanceof TopicAuthorizationException topics
                && !topics.unauthorizedTopics().isEmpty()) {
            return "topic " + String.join(", ", new TreeSet<>(topics.unauthorizedTopics()));
        } else if (denied instanceof GroupAuthorizationException) {
            return "READ group " + group;
        } else if (denied instanceof TransactionalIdAuthorizationException) {
            return "WRITE transactional ids that begin with " + group + "-";
        }
        return "something (" + denied.getMessage() + ")";
    }
}
