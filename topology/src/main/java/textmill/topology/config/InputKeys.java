package textmill.topology.config;

import java.util.List;
import textmill.schema.text.TextFormat;

/** Where texts come from. */
public final class InputKeys {
    private InputKeys() {}

    /** What a record gets whose text is null. */
    public enum NullText {
        /** It is counted, nothing is written. */
        SKIP,
        /** It goes to the dead-letter topic. */
        DEAD_LETTER
    }

    /** The topics that are read; never empty. */
    public static final Key<List<String>> TOPICS = Key.of(
            "input.topic",
            Rule.topics(),
            List.of("texts"),
            "Topic with the texts, or several with commas between them.");

    /** Format of the values. */
    public static final Key<TextFormat.Kind> FORMAT = Key.of(
            "input.format",
            Rule.word(TextFormat.Kind.class),
            TextFormat.Kind.AVRO,
            "`avro`: any Avro record in Confluent's wire format with a text field; `json`: a JSON object with a text"
                    + " field; `string`: the value is the text, in UTF-8.");

    /** Where the text is in a value. */
    public static final Key<String> TEXT_FIELD = Key.of(
            "input.text.field",
            Rule.text(),
            "text",
            "Field that holds the text; a dotted path reaches into nested records. Not used by `string`.");

    /** Where the second text is in a value. */
    public static final Key<String> PAIR_FIELD = Key.optional(
            "input.pair.field",
            Rule.text(),
            "Field that holds the second text, for tasks that read two. Not set: `pair` where a task needs it, and"
                    + " else none. Not possible with `string`.");

    /** Which header names a prompt. */
    public static final Key<String> PROMPT_HEADER = Key.optional(
            "input.prompt.header",
            Rule.text(),
            "Header that holds the name of one of the model's prompts (`query`, `passage`) for this record. A record without it"
                    + " gets the usual one, `task.NAME.prompt`; a name that the model does not have is a dead letter.");

    /** Which field names a prompt. */
    public static final Key<String> PROMPT_FIELD = Key.optional(
            "input.prompt.field",
            Rule.text(),
            "Field that holds the name of a prompt, as `input.prompt.header`, which comes before it. Not possible with"
                    + " `string`.");

    /** What becomes of null texts. */
    public static final Key<NullText> NULL_TEXT = Key.of(
            "null.text",
            Rule.word(NullText.class),
            NullText.SKIP,
            "What a record gets whose text field is null: `skip` counts it and writes nothing, `dead-letter` sends it"
                    + " to the dead-letter topic.");

    /** Longest text. */
    public static final Key<Integer> MAX_TEXT_CHARACTERS = Key.of(
            "max.text.characters",
            Rule.count(1, Integer.MAX_VALUE),
            100_000,
            "A longer text is cut to this many UTF-16 code units before it is tokenised, and its results are flagged"
                    + " `truncated`.");

    static final Section SECTION = new Section(
            "Input",
            true,
            List.of(
                    TOPICS,
                    FORMAT,
                    TEXT_FIELD,
                    PAIR_FIELD,
                    PROMPT_HEADER,
                    PROMPT_FIELD,
                    NULL_TEXT,
                    MAX_TEXT_CHARACTERS));
}
