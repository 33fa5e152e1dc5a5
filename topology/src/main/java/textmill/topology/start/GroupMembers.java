package textmill.topology.start;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsResult;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is in the groups of the applications already. Members of another rebalance protocol let nobody in beside them. */
public final class GroupMembers {
    private static final Logger LOG = LoggerFactory.getLogger(GroupMembers.class);
    private static final Set<GroupState> NOBODY = Set.of(GroupState.EMPTY, GroupState.DEAD, GroupState.UNKNOWN);

    private final Admin admin;
    private final Duration timeout;

    /**
     * @param admin not closed here
     * @param timeout longest wait for the answer
     */
    public GroupMembers(Admin admin, Duration timeout) {
        this.admin = admin;
        this.timeout = timeout;
    }

    /**
     * A line for each group that has members of another protocol; none if the brokers do not tell.
     *
     * @param groups those of the applications
     * @param streams whether they are to use {@code group.protocol = streams}
     * @throws org.apache.kafka.common.errors.TimeoutException if no broker answers in time
     */
    public List<String> ofAnotherProtocol(Set<String> groups, boolean streams) {
        GroupType own = streams ? GroupType.STREAMS : GroupType.CLASSIC;
        List<String> problems = new ArrayList<>();
        for (GroupListing group : groups()) {
            GroupType found = group.type().orElse(own);
            if (groups.contains(group.groupId())
                    && found != own
                    && !NOBODY.contains(group.groupState().orElse(GroupState.UNKNOWN))) {
                problems.add("application.id = " + group.groupId() + ": its group has members of the protocol "
                        + word(found) + ", and this one has group.protocol = "
                        + word(own)
                        + ": stop every instance before you change group.protocol (one that was killed counts until its"
                        + " session time-out is over), or take another application.id.");
            }
        }
        return problems;
    }

    private static String word(GroupType type) {
        return type.toString().toLowerCase(Locale.ROOT);
    }

    private Collection<GroupListing> groups() {
        ListGroupsResult result = admin.listGroups();
        try {
            Collection<GroupListing> groups = result.valid().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            Collection<Throwable> errors = result.errors().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (groups.isEmpty() && errors.stream().anyMatch(GroupMembers::isLate)) {
                throw new org.apache.kafka.common.errors.TimeoutException("no broker has listed its groups in time");
            }
            return groups;
        } catch (TimeoutException e) {
            throw new org.apache.kafka.common.errors.TimeoutException("the groups were not listed in time", e);
        } catch (ExecutionException e) {
            LOG.debug("The brokers list no groups", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return List.of();
    }

    private static boolean isLate(Throwable error) {
        return error instanceof org.apache.kafka.common.errors.TimeoutException
                || error.getCause() instanceof org.apache.kafka.common.errors.TimeoutException;
    }
}
