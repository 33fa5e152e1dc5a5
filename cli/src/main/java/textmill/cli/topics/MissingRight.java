package textmill.cli.topics;

import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import textmill.cli.console.CliException;
import textmill.topology.start.Rights;

/**
 * A right that the login of a command lacks.
 *
 * @param operation what the command does with its topics
 * @param topics of the command; to others it writes
 * @param login properties by which it logs in, for the name of its user
 */
record MissingRight(AclOperation operation, List<String> topics, Properties login) {

    /** In one line: what is missing, to whom, and what to do. */
    CliException in(AuthorizationException denied) {
        String user = Rights.user(login).map(name -> "User:" + name).orElse("");
        String who = user.isEmpty() ? "this login" : user;
        if (denied instanceof GroupAuthorizationException group) {
            return CliException.configuration("No right to READ group " + group.groupId() + " for " + who
                    + ": have it granted, for example by kafka-acls.sh --bootstrap-server "
                    + login.get("bootstrap.servers") + " --command-config admin.properties --add --allow-principal "
                    + (user.isEmpty() ? "User:NAME" : user) + " --operation Read --group " + group.groupId());
        }
        Collection<String> refused = denied instanceof TopicAuthorizationException about
                        && !about.unauthorizedTopics().isEmpty()
                ? new TreeSet<>(about.unauthorizedTopics())
                // Who may write to no topic is refused as a producer, before any topic is named.
                : topics;
        AclOperation done = topics.containsAll(refused) ? operation : AclOperation.WRITE;
        return CliException.configuration("No right to " + done + (refused.size() == 1 ? " topic " : " topics ")
                + String.join(", ", refused) + " for " + who
                + ": have it granted, for example by textmill acls --create --for clients --principal "
                + (user.isEmpty() ? "User:NAME" : user)
                + " --config textmill.properties --command-config admin.properties");
    }
}
