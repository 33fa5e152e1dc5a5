package textmill.cli.cluster;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import textmill.cli.console.CliException;
import textmill.topology.start.BrokerRefusal;
import textmill.topology.start.NeededRight;

/** Grants the rights that are not there; those that are stay as they are. Used by one thread. */
final class AclMaker {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Admin admin;
    private final String principal;
    private final Consumer<String> lines;

    /**
     * @param admin with a login that may grant rights, not closed here
     * @param principal who gets them, for example {@code User:textmill}
     * @param lines takes one for each right
     */
    AclMaker(Admin admin, String principal, Consumer<String> lines) {
        this.admin = admin;
        this.principal = principal;
        this.lines = lines;
    }

    /**
     * Grants them, and waits until the brokers have heard of it: what is started next must not fail for want of them.
     *
     * @return false if these brokers look at no rights, so that there are none to be granted
     */
    boolean make(Collection<NeededRight> rights) throws InterruptedException {
        Collection<AclBinding> before;
        try {
            before = granted();
        } catch (SecurityDisabledException e) {
            return false;
        }
        Set<AclBinding> missing = new LinkedHashSet<>();
        for (NeededRight right : rights) {
            if (!before.contains(right.binding(principal))) {
                missing.add(right.binding(principal));
            }
        }
        if (!missing.isEmpty()) {
            answer(admin.createAcls(missing).all());
            await(missing);
        }
        rights.forEach(right -> lines.accept((missing.contains(right.binding(principal)) ? "created   " : "there     ")
                + right.operation() + " " + right.resource() + "  " + principal));
        return true;
    }

    private void await(Collection<AclBinding> made) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!granted().containsAll(made)) {
            if (System.nanoTime() > deadline) {
                throw CliException.fault(
                        "the rights of " + principal + " were created, and the brokers do not show them" + " after "
                                + PATIENCE.toSeconds() + " s; look again with 'textmill run --check'");
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private Collection<AclBinding> granted() throws InterruptedException {
        return answer(admin.describeAcls(new AclBindingFilter(
                        ResourcePatternFilter.ANY,
                        new AccessControlEntryFilter(principal, null, AclOperation.ANY, AclPermissionType.ALLOW)))
                .values());
    }

    private <T> T answer(KafkaFuture<T> asked) throws InterruptedException {
        try {
            return asked.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof AuthorizationException) {
                throw CliException.configuration(
                        "rights of " + principal + " cannot be created: this login has no right"
                                + " to (DESCRIBE and ALTER the cluster); name an administrator's by --command-config FILE, or"
                                + " have an administrator run what 'textmill acls' prints without --create");
            } else if (cause instanceof SecurityDisabledException disabled) {
                throw disabled;
            }
            throw CliException.configuration(
                    "rights of " + principal + " cannot be created: " + BrokerRefusal.reason(cause));
        }
    }
}
