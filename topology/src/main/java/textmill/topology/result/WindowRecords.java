package textmill.topology.result;

import textmill.topology.config.Key;
import textmill.topology.config.Rule;

/** What is written of a text that was read in windows. */
public enum WindowRecords {
    /** One record, of the whole text. */
    TEXT,
    /** A record for each window. */
    EACH;

    /** The option of tasks whose kind reads windows. */
    public static final Key<WindowRecords> KEY = Key.of(
            "window.records",
            Rule.word(WindowRecords.class),
            TEXT,
            "What is written of a text that is read in windows: `text` one record that is put together from them, `each` a record for each window, with the key of the text and headers that say which it is.");
}
