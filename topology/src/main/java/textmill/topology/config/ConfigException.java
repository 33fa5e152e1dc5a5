package textmill.topology.config;

import java.util.List;

/** The settings cannot work. Lists every problem found, so that one start is enough to see them all. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // always an immutable list of strings
    private final List<String> problems;

    /**
     * Joins the problems to one message, a line each.
     *
     * @param problems one sentence each: the key, what was found, what was expected, what to do
     */
    public ConfigException(List<String> problems) {
        super(String.join(System.lineSeparator(), shown(problems)));
        this.problems = shown(problems);
    }

    /** What others say of a setting may repeat it, and so a password that somebody put into an address. */
    private static List<String> shown(List<String> problems) {
        return problems.stream().map(Addresses::hideUsers).toList();
    }

    /** One sentence each, in the order found; never empty. */
    public List<String> problems() {
        return problems;
    }
}
