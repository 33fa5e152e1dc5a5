package textmill.topology.config;

import java.util.List;

/** What somebody who looks at the stream in a browser sees. */
public final class ConsoleKeys {
    private ConsoleKeys() {}

    /** How much of texts a console shows. */
    public enum Texts {
        /** No word of them: scores, labels and places. */
        NONE,
        /** Texts whose personal data is covered, as far as rules and the pipeline's models find it. */
        MASKED,
        /** All. */
        FULL
    }

    /** Whether there is a console. */
    public static final Key<Boolean> ENABLED = Key.of(
            "console.enabled",
            Rule.flag(),
            true,
            "Whether the endpoint serves the [console](../how-to/console.md) too.");

    /** What it shows of texts. */
    public static final Key<Texts> TEXTS = Key.of(
            "console.texts",
            Rule.word(Texts.class),
            Texts.NONE,
            "How much of texts the console shows: `none` scores, labels and places without a word of any text, `masked` texts"
                    + " whose personal data is covered as far as rules and the pipeline's token classification find it, `full`"
                    + " all. Of a pipeline that redacts it never shows more than `none`.");

    static final Section SECTION = new Section("Console", false, List.of(ENABLED, TEXTS));
}
