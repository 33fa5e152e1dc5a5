package textmill.models.hub;

import java.io.IOException;
import java.net.http.HttpHeaders;

/** What an answer that is none means, and what to do about it. */
final class Refusals {
    private static final String ERROR = "X-Error-Code";

    private final HubSettings settings;
    private final HubReference reference;

    Refusals(HubSettings settings, HubReference reference) {
        this.settings = settings;
        this.reference = reference;
    }

    /** The hub is there, but cannot answer now: what is in the cache may do. */
    static final class Unavailable extends IOException {
        Unavailable(String message) {
            super(message);
        }
    }

    /**
     * A failure to throw.
     *
     * @return one that trying again may mend
     * @throws HubException if trying again is no use
     */
    Unavailable of(int status, HttpHeaders headers) {
        String code = headers.firstValue(ERROR).orElse("");
        if (code.equals("GatedRepo")) {
            throw new HubException(asked() + status + ", a model whose terms must be accepted; accept them at "
                    + settings.endpoint() + "/" + reference.id() + " and " + token());
        }
        if (status == 401 || status == 403) {
            throw new HubException(
                    asked() + status + ", no model of that name or one that is private; check the name, or " + token());
        }
        if (status == 416 || status == 429 || status >= 500) {
            return new Unavailable("the hub answered " + status);
        }
        if (code.equals("RevisionNotFound")) {
            throw new HubException(asked() + status + ", no revision " + reference.revision()
                    + "; name a branch, a tag or a commit that it has");
        }
        throw new HubException(asked() + status + (status == 404 ? ", no such model or file" : "")
                + "; check the name, and HF_ENDPOINT if that is no hub");
    }

    private String asked() {
        return reference + ": expected a model at " + settings.endpoint() + ", found the answer ";
    }

    private String token() {
        return settings.token() == null
                ? "set HF_TOKEN to a token that may read it"
                : "use a token that may read it (the one that was sent may not)";
    }
}
