package textmill.cli.demo;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import textmill.cli.topics.PlainLine;
import textmill.schema.text.ExtractedText;
import textmill.schema.text.TextExtractor;

/**
 * What the demo shows of an input record: its text, whatever the schema that it came in, or the place of a record that
 * has none to show.
 *
 * @param text to show
 * @param nothingFollows nothing will come of the record: neither results nor a dead letter
 */
record InputText(String text, boolean nothingFollows) {

    /** Reads a record of the input topic; never fails. */
    static InputText of(ConsumerRecord<byte[], byte[]> record, TextExtractor texts) {
        byte[] value = record.value();
        if (value == null) {
            return new InputText(PlainLine.place(record) + " (tombstone)", true);
        }
        ExtractedText found;
        try {
            found = texts.extract(record.topic(), record.headers(), value);
        } catch (RuntimeException | StackOverflowError e) {
            // The topology has its own verdict on the record, and its dead letter says which.
            return new InputText(PlainLine.place(record) + " (no text to show, " + value.length + " bytes)", false);
        }
        return found instanceof ExtractedText.Text text
                ? new InputText(text.text(), false)
                : new InputText(PlainLine.place(record) + " (null text, skipped)", true);
    }
}
