package textmill.models.hub;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model of the hub.
 *
 * @param id {@code owner/name}; the hub's oldest models have no owner
 * @param revision a branch, a tag or a commit
 */
record HubReference(String id, String revision) {
    static final String SCHEME = "hf://";

    private static final String USUAL_REVISION = "main";
    private static final Pattern FORM = Pattern.compile("hf://(\\w[\\w.-]*(?:/\\w[\\w.-]*)?)(?:@([^@\\s]+))?");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

    /**
     * Reads one.
     *
     * @throws HubException if it has another form
     */
    static HubReference parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches() || text.contains("..")) {
            throw new HubException(
                    "model " + text + ": expected hf://OWNER/NAME or hf://OWNER/NAME@REVISION, found another"
                            + " form; name a model of the hub like that");
        }
        String revision = form.group(2);
        return new HubReference(form.group(1), revision == null ? USUAL_REVISION : revision);
    }

    /** Name of its directory in the cache. */
    String folder() {
        return "models--" + id.replace("/", "--");
    }

    static boolean isCommit(String text) {
        return COMMIT.matcher(text).matches();
    }

    @Override
    public String toString() {
        return SCHEME + id + (revision.equals(USUAL_REVISION) ? "" : "@" + revision);
    }
}
