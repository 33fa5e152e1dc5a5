package textmill.cli.demo;

import org.jspecify.annotations.Nullable;
import textmill.events.ReplacedTokenScores;
import textmill.events.TextClassification;
import textmill.events.TextEmbedding;

/**
 * A text and everything that came of it. Results of tasks that are off are null; so are all of them if the text was
 * dead-lettered, or if nothing comes of it (a tombstone).
 *
 * @param ofFeed the demo sent it itself
 * @param text the text, or what to show in its place
 * @param producedMillis the input record's timestamp, milliseconds since the epoch
 * @param embedding from its output topic
 * @param classification from its output topic
 * @param tokens from its output topic
 * @param deadLetter reason and message, if the text failed
 */
record Joined(
        boolean ofFeed,
        String text,
        long producedMillis,
        @Nullable TextEmbedding embedding,
        @Nullable TextClassification classification,
        @Nullable ReplacedTokenScores tokens,
        @Nullable String deadLetter) {}
