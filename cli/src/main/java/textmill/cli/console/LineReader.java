package textmill.cli.console;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads UTF-8 lines that end in LF or CRLF, one at a time, in bounded memory. Nothing else ends a line (a lone CR or
 * U+2028 is part of a text), so the n-th result belongs to the line that other tools call the n-th. Bytes that are not
 * UTF-8 become U+FFFD; a byte order mark before the first line is left out.
 */
public final class LineReader {
    private static final String BYTE_ORDER_MARK = "\ufeff";
    private static final int BUFFER_BYTES = 1 << 16;
    /** So many bytes tell formats apart. */
    private static final int HEAD_BYTES = 10;

    /** How files begin that are no lines, in Latin-1; no text in UTF-8 begins so, but for the letters of the last ones. */
    private static final Map<String, String> FORMATS = Map.of(
            "\u001f\u008b", "compressed by gzip",
            "\u00fd7zXZ\u0000", "compressed by xz",
            "(\u00b5/\u00fd", "compressed by zstd",
            "BZh91AY&SY", "compressed by bzip2",
            "PK\u0003\u0004", "a zip file",
            "PAR1\u0015", "a Parquet file",
            "Obj\u0001", "an Avro file",
            "\u007fELF", "a program");

    private final InputStream in;
    private final int maxBytes;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private byte[] line = new byte[1024];
    private int position;
    private int limit;
    private long number;

    /**
     * @param in the bytes; not closed here
     * @param maxBytes longest line; of a longer one only this many bytes are kept, the rest is skipped
     */
    public LineReader(InputStream in, int maxBytes) {
        this.in = in;
        this.maxBytes = maxBytes;
    }

    /** Number of lines read so far. */
    public long number() {
        return number;
    }

    /**
     * One line.
     *
     * @param text without its end; cut if {@code tooLong}
     */
    public record Line(String text, boolean tooLong) {}

    /**
     * The next line, or null at the end.
     *
     * @throws CliException if the input is no lines of UTF-8
     */
    @Nullable
    public Line next() throws IOException {
        int length = 0;
        boolean tooLong = false;
        boolean any = false;
        while (fill()) {
            if (!any && number == 0) {
                fillHead();
                refuseOtherFormats();
            }
            any = true;
            int end = indexOfLineFeed();
            int kept = Math.min(end - position, maxBytes - length);
            tooLong |= kept < end - position;
            append(length, kept);
            length += kept;
            position = end;
            if (end < limit) {
                position++;
                break;
            }
        }
        if (!any) {
            return null;
        }
        number++;
        if (length > 0 && line[length - 1] == '\r') {
            length--;
        }
        String text = new String(line, 0, length, StandardCharsets.UTF_8);
        boolean marked = number == 1 && text.startsWith(BYTE_ORDER_MARK);
        return new Line(marked ? text.substring(1) : text, tooLong);
    }

    /** Half of its bytes would be read as texts, and nobody would see. */
    private void refuseOtherFormats() {
        refuseUtf16();
        for (Map.Entry<String, String> format : FORMATS.entrySet()) {
            byte[] mark = format.getKey().getBytes(StandardCharsets.ISO_8859_1);
            if (limit >= mark.length && Arrays.equals(mark, 0, mark.length, buffer, 0, mark.length)) {
                throw CliException.usage("the input is " + format.getValue() + ", expected lines of text; unpack it"
                        + " first, or take its texts out");
            }
        }
    }

    private void refuseUtf16() {
        int mark = limit >= 2 ? (buffer[0] & 0xff) << 8 | (buffer[1] & 0xff) : 0;
        if (mark == 0xfeff || mark == 0xfffe || everyOtherIsZero(0) || everyOtherIsZero(1)) {
            throw CliException.usage("the input is UTF-16, expected UTF-8; convert it, for example with"
                    + " 'iconv -f UTF-16 -t UTF-8'");
        }
    }

    /** Letters of two bytes without a mark before them. */
    private boolean everyOtherIsZero(int first) {
        return limit >= 4
                && buffer[first] == 0
                && buffer[first + 2] == 0
                && buffer[1 - first] != 0
                && buffer[3 - first] != 0;
    }

    /** A pipe may give one byte at a time. No more than a line is waited for: somebody may be typing. */
    private void fillHead() throws IOException {
        while (limit < HEAD_BYTES && (indexOfLineFeed() == limit || holdsZero())) {
            int read = in.read(buffer, limit, buffer.length - limit);
            if (read <= 0) {
                return;
            }
            limit += read;
        }
    }

    /** Nobody types those. */
    private boolean holdsZero() {
        for (int i = 0; i < limit; i++) {
            if (buffer[i] == 0) {
                return true;
            }
        }
        return false;
    }

    private boolean fill() throws IOException {
        if (position < limit) {
            return true;
        }
        position = 0;
        limit = in.read(buffer, 0, buffer.length);
        return limit > 0;
    }

    private int indexOfLineFeed() {
        for (int i = position; i < limit; i++) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        return limit;
    }

    private void append(int length, int count) {
        if (length + count > line.length) {
            line = Arrays.copyOf(line, Math.max(length + count, (int) Math.min(2L * line.length, maxBytes)));
        }
        System.arraycopy(buffer, position, line, length, count);
    }
}
