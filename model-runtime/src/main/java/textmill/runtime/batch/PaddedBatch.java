package textmill.runtime.batch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import textmill.runtime.model.ModelInput;
import textmill.runtime.model.ModelInputs;
import textmill.runtime.model.PaddingSide;
import textmill.runtime.model.PositionNumbers;
import textmill.runtime.tokenize.Tokens;

/**
 * What a model is fed for a batch, {@code [rows, longest]} for each of its inputs ({@code [rows, longest, longest]} for a square
 * mask), in direct buffers that ONNX Runtime reads in place.
 *
 * <p>One object is filled again and again by the thread that owns it; its buffers grow to the largest batch seen. What a
 * run made of them must be read before the next {@link #fill}.
 */
public final class PaddedBatch {
    private final Map<ModelInput.Role, ByteBuffer> buffers = new EnumMap<>(ModelInput.Role.class);
    private final TokenPlaces places = new TokenPlaces();
    private int[] row = new int[0];
    private int[] starts = new int[0];
    private int[] lengths = new int[0];
    private PaddingSide side = PaddingSide.RIGHT;
    private int texts;
    private int rows;
    private int longest;
    private int tokens;

    /**
     * Lays out a batch that is as wide as its longest text.
     *
     * @param batch the texts, at least one
     */
    public void fill(List<Tokens> batch, BatchLayout layout) {
        fill(batch, layout, LengthBuckets.none());
    }

    /**
     * Lays out a batch of one of a few widths.
     *
     * @param batch the texts, at least one
     */
    public void fill(List<Tokens> batch, BatchLayout layout, LengthBuckets buckets) {
        texts = batch.size();
        tokens = 0;
        int widest = 0;
        for (Tokens text : batch) {
            widest = Math.max(widest, text.length());
            tokens += text.length();
        }
        shape(Math.max(texts, layout.leastRows()), buckets.width(widest), layout);
        for (int i = 0; i < rows; i++) {
            Tokens text = batch.get(i < texts ? i : 0);
            starts[i] = offset(text);
            lengths[i] = text.length();
        }
        for (ModelInput input : layout.inputs().list()) {
            ByteBuffer buffer = buffer(input);
            for (int i = 0; i < rows; i++) {
                lay(batch.get(i < texts ? i : 0), input.role(), layout);
                write(buffer, input);
            }
            buffer.flip();
        }
    }

    /** Lays out rows of tokens with the id 0, which every vocabulary has: something to run that is nobody's text. */
    public void fillBlank(BatchLayout layout, int count, int length) {
        ModelInputs inputs = layout.inputs();
        shape(
                inputs.rows() == ModelInputs.FREE ? count : inputs.rows(),
                inputs.width() == ModelInputs.FREE ? length : inputs.width(),
                layout);
        texts = rows;
        tokens = rows * longest;
        Arrays.fill(starts, 0, rows, 0);
        Arrays.fill(lengths, 0, rows, longest);
        for (ModelInput input : inputs.list()) {
            ByteBuffer buffer = buffer(input);
            Arrays.fill(row, 0, longest, input.role() == ModelInput.Role.ATTENTION_MASK ? 1 : 0);
            for (int i = 0; i < rows; i++) {
                write(buffer, input);
            }
            buffer.flip();
        }
    }

    /** Number of texts. */
    public int texts() {
        return texts;
    }

    /** Number of rows: the texts, and behind them copies of the first one where the model wants more. */
    public int rows() {
        return rows;
    }

    /** Tokens in every row, padding included. */
    public int longest() {
        return longest;
    }

    /** Tokens that are not padding. */
    public int tokens() {
        return tokens;
    }

    /** Where the tokens of its rows are, between the padding: worked out when asked for, until the next fill. */
    public TokenPlaces places() {
        places.fill(longest, starts, lengths, rows);
        return places;
    }

    /** Rows times longest. */
    public int paddedTokens() {
        return rows * longest;
    }

    /** Position of a text's first token in its row. */
    public int offset(Tokens text) {
        return side == PaddingSide.LEFT ? longest - text.length() : 0;
    }

    /** What is fed to an input of the layout, row by row, in native byte order. */
    public ByteBuffer values(ModelInput.Role role) {
        ByteBuffer buffer = buffers.get(role);
        if (buffer == null) {
            throw new IllegalArgumentException(role.text() + " was never laid out");
        }
        return buffer;
    }

    private void shape(int rowCount, int width, BatchLayout layout) {
        rows = rowCount;
        longest = width;
        side = layout.padding().side();
        if (row.length < longest) {
            row = new int[longest];
        }
        if (lengths.length < rows) {
            starts = new int[rows];
            lengths = new int[rows];
        }
    }

    /** One row of an input. */
    private void lay(Tokens text, ModelInput.Role role, BatchLayout layout) {
        int from = offset(text);
        int to = from + text.length();
        int padding = role == ModelInput.Role.INPUT_IDS ? layout.padding().id() : 0;
        Arrays.fill(row, 0, from, padding);
        Arrays.fill(row, to, longest, padding);
        switch (role) {
            case INPUT_IDS -> text.copyIds(row, from);
            case ATTENTION_MASK -> {
                Arrays.fill(row, from, to, 0);
                Arrays.fill(row, from, from + text.attended(), 1);
            }
            case TOKEN_TYPE_IDS -> text.copyTypes(row, from);
            case POSITION_IDS -> number(text, from, layout);
            case GLOBAL_ATTENTION_MASK -> {
                Arrays.fill(row, from, to, 0);
                if (layout.globalFirst() && from < to) {
                    row[from] = 1;
                }
            }
        }
    }

    private void number(Tokens text, int from, BatchLayout layout) {
        int to = from + text.length();
        if (layout.positions() == PositionNumbers.FROM_ZERO) {
            for (int i = from; i < to; i++) {
                row[i] = i - from;
            }
            return;
        }
        int padId = layout.padding().id();
        Arrays.fill(row, 0, from, padId);
        Arrays.fill(row, to, longest, padId);
        int position = padId;
        for (int i = from; i < to; i++) {
            // A text may hold the padding token itself; the family's own numbering does not count it.
            row[i] = text.id(i - from) == padId ? padId : ++position;
        }
    }

    /** A square mask has the row once for each token, as every token sees the same ones: those of its text. */
    private void write(ByteBuffer buffer, ModelInput input) {
        int times = input.square() ? longest : 1;
        for (int i = 0; i < times; i++) {
            write(buffer, input.element());
        }
    }

    private void write(ByteBuffer buffer, ModelInput.Element element) {
        switch (element) {
            case INT64 -> {
                for (int i = 0; i < longest; i++) {
                    buffer.putLong(row[i]);
                }
            }
            case INT32 -> {
                for (int i = 0; i < longest; i++) {
                    buffer.putInt(row[i]);
                }
            }
            case FLOAT -> {
                for (int i = 0; i < longest; i++) {
                    buffer.putFloat(row[i]);
                }
            }
            case BOOL -> {
                for (int i = 0; i < longest; i++) {
                    buffer.put((byte) row[i]);
                }
            }
        }
    }

    private ByteBuffer buffer(ModelInput input) {
        int numbers = Math.multiplyExact(Math.multiplyExact(rows, longest), input.square() ? longest : 1);
        int bytes = Math.multiplyExact(numbers, input.element().bytes());
        ByteBuffer buffer = buffers.get(input.role());
        if (buffer == null || buffer.capacity() < bytes) {
            buffer = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
            buffers.put(input.role(), buffer);
        }
        return buffer.clear();
    }
}
