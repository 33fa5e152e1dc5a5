package textmill.schema.serde;

import org.apache.avro.util.ClassSecurityValidator;
import org.apache.avro.util.ClassSecurityValidator.ClassSecurityPredicate;
import textmill.events.TextEvent;

/**
 * Avro 1.12.2 refuses to load generated classes until somebody trusts them for the whole JVM. Our own serdes do without
 * ({@code RecordClasses} decides for them); code that is not ours, such as Confluent's serdes, needs this once.
 */
public final class GeneratedClassTrust {
    private static final String PACKAGE = "textmill.events.";

    private GeneratedClassTrust() {}

    /**
     * Lets every user of Avro in this JVM load the classes of package {@code textmill.events}, beside whatever was trusted
     * before ({@code org.apache.avro.SERIALIZABLE_PACKAGES} included). Changes a global setting of Avro, so it is for
     * applications to call, at start-up, and not for libraries.
     */
    public static void trustTextmillEvents() {
        ClassSecurityPredicate before = ClassSecurityValidator.getGlobal();
        if (before.isTrusted(TextEvent.class)) {
            return;
        }
        ClassSecurityPredicate events = type -> type.getName().startsWith(PACKAGE);
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(before, events));
    }
}
