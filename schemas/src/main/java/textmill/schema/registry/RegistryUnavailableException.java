package textmill.schema.registry;

import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * The registry gave no verdict: refused connection, time-out, 5xx, 401, 403, 429, or an answer that no registry gives.
 * Says nothing about the record at hand, which must be kept and tried again.
 */
public final class RegistryUnavailableException extends RetriableException {
    private static final long serialVersionUID = 1L;

    private final boolean unknownPath;
    private final boolean distrust;

    /** The message names the address that was asked, what came back and what to check; never a secret. */
    public RegistryUnavailableException(String message, @Nullable Throwable cause) {
        this(message, cause, false, false);
    }

    RegistryUnavailableException(String message, @Nullable Throwable cause, boolean unknownPath, boolean distrust) {
        super(message, cause);
        this.unknownPath = unknownPath;
        this.distrust = distrust;
    }

    /** True if every address answered, and knows no such path: a wrong address, or a registry that cannot do this. */
    boolean isUnknownPath() {
        return unknownPath;
    }

    /** True if no address took our login or certificate, or we not its certificate: somebody has to change something. */
    public boolean isDistrust() {
        return distrust;
    }
}
