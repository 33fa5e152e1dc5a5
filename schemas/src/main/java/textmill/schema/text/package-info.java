/**
 * From a record's raw value to the text in it. Enters: bytes of a configured format; leaves:
 * {@link textmill.schema.text.ExtractedText}, or a {@link textmill.schema.serde.BadRecordException} that names the field
 * and the schema. Runs on the caller's thread; extractors are safe to share.
 */
@NullMarked
package textmill.schema.text;

import org.jspecify.annotations.NullMarked;
