package textmill.runtime.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import textmill.runtime.TestModels;
import textmill.runtime.batch.BatchLayout.Padding;
import textmill.runtime.model.ModelInput;
import textmill.runtime.model.ModelInput.Element;
import textmill.runtime.model.ModelInput.Role;
import textmill.runtime.model.ModelInputs;
import textmill.runtime.model.PaddingSide;
import textmill.runtime.model.PositionNumbers;
import textmill.runtime.tokenize.TextTokenizer;
import textmill.runtime.tokenize.Tokens;

class PaddedBatchTest {
    private static final int PAD = 7;

    private static TextTokenizer tokenizer;
    private static Tokens empty;
    private static Tokens text;

    private final PaddedBatch batch = new PaddedBatch();

    @BeforeAll
    static void load() {
        tokenizer = TextTokenizer.load(TestModels.tiny("tiny-bert").tokenizer());
        empty = tokenizer.tokenize("", false);
        text = tokenizer.tokenize("the house", false).cut(4);
        assertThat(empty.length()).isEqualTo(2);
        assertThat(text.length()).isEqualTo(4);
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    @Test
    void shouldPadBehindTheTextAndMaskIt() {
        // When
        batch.fill(List.of(empty, text), layout(PaddingSide.RIGHT, PositionNumbers.FROM_ZERO, Element.INT64));

        // Then
        assertThat(batch.rows()).isEqualTo(2);
        assertThat(batch.texts()).isEqualTo(2);
        assertThat(batch.longest()).isEqualTo(4);
        assertThat(batch.tokens()).isEqualTo(6);
        assertThat(batch.paddedTokens()).isEqualTo(8);
        assertThat(batch.offset(empty)).isZero();
        assertThat(numbers(Role.INPUT_IDS))
                .containsExactly(empty.id(0), empty.id(1), PAD, PAD, text.id(0), text.id(1), text.id(2), text.id(3));
        assertThat(numbers(Role.ATTENTION_MASK)).containsExactly(1, 1, 0, 0, 1, 1, 1, 1);
        assertThat(numbers(Role.TOKEN_TYPE_IDS)).containsExactly(0, 0, 0, 0, 0, 0, 0, 0);
        assertThat(numbers(Role.POSITION_IDS)).containsExactly(0, 1, 0, 0, 0, 1, 2, 3);
        assertThat(numbers(Role.GLOBAL_ATTENTION_MASK)).containsExactly(1, 0, 0, 0, 1, 0, 0, 0);
        assertThat(longs(batch.places().tokens())).containsExactly(0, 1, 4, 5, 6, 7);
        assertThat(longs(batch.places().places())).containsExactly(0, 1, 0, 0, 2, 3, 4, 5);
    }

    @Test
    void shouldPadInFrontOfTheTextWhereTheModelDoes() {
        // When
        batch.fill(List.of(empty, text), layout(PaddingSide.LEFT, PositionNumbers.FROM_ZERO, Element.INT64));

        // Then
        assertThat(batch.offset(empty)).isEqualTo(2);
        assertThat(batch.offset(text)).isZero();
        assertThat(numbers(Role.INPUT_IDS))
                .containsExactly(PAD, PAD, empty.id(0), empty.id(1), text.id(0), text.id(1), text.id(2), text.id(3));
        assertThat(numbers(Role.ATTENTION_MASK)).containsExactly(0, 0, 1, 1, 1, 1, 1, 1);
        assertThat(numbers(Role.POSITION_IDS)).containsExactly(0, 0, 0, 1, 0, 1, 2, 3);
        assertThat(numbers(Role.GLOBAL_ATTENTION_MASK)).containsExactly(0, 0, 1, 0, 1, 0, 0, 0);
        assertThat(longs(batch.places().tokens())).containsExactly(2, 3, 4, 5, 6, 7);
        assertThat(longs(batch.places().places())).containsExactly(0, 0, 0, 1, 2, 3, 4, 5);
    }

    @Test
    void shouldNumberPositionsBehindThePaddingsIdAsRobertaDoes() {
        // Given a text whose second token has the padding's id
        BatchLayout layout = layout(PaddingSide.RIGHT, PositionNumbers.BEHIND_PADDING, Element.INT64);
        BatchLayout other = new BatchLayout(
                layout.inputs(), new Padding(text.id(1), PaddingSide.LEFT), layout.positions(), false, 1);

        // When, Then
        batch.fill(List.of(empty, text), layout);
        assertThat(numbers(Role.POSITION_IDS)).containsExactly(8, 9, 7, 7, 8, 9, 10, 11);
        batch.fill(List.of(text), other, LengthBuckets.only(5));
        int pad = text.id(1);
        assertThat(numbers(Role.POSITION_IDS)).containsExactly(pad, pad + 1, pad, pad + 2, pad + 3);
    }

    @Test
    void shouldWriteTheTypeThatEachInputHasAndForgetTheBatchBefore() {
        // Given
        batch.fill(List.of(text, text, text), layout(PaddingSide.RIGHT, PositionNumbers.FROM_ZERO, Element.INT64));
        ModelInputs mixed = new ModelInputs(
                List.of(
                        new ModelInput("input_ids", Role.INPUT_IDS, Element.INT32),
                        new ModelInput("attention_mask", Role.ATTENTION_MASK, Element.FLOAT),
                        new ModelInput("token_type_ids", Role.TOKEN_TYPE_IDS, Element.INT64),
                        new ModelInput("global_attention_mask", Role.GLOBAL_ATTENTION_MASK, Element.BOOL)),
                ModelInputs.FREE,
                ModelInputs.FREE);

        // When
        batch.fill(
                List.of(empty),
                new BatchLayout(mixed, new Padding(PAD, PaddingSide.RIGHT), PositionNumbers.FROM_ZERO, true, 1));

        // Then
        assertThat(batch.paddedTokens()).isEqualTo(2);
        assertThat(longs(batch.places().tokens())).containsExactly(0, 1);
        assertThat(longs(batch.places().places())).containsExactly(0, 1);
        ByteBuffer ids = batch.values(Role.INPUT_IDS);
        assertThat(ids.remaining()).isEqualTo(2 * Integer.BYTES);
        assertThat(ids.getInt(Integer.BYTES)).isEqualTo(empty.id(1));
        assertThat(batch.values(Role.ATTENTION_MASK).getFloat(0)).isEqualTo(1);
        assertThat(batch.values(Role.TOKEN_TYPE_IDS).remaining()).isEqualTo(2 * Long.BYTES);
        assertThat(batch.values(Role.GLOBAL_ATTENTION_MASK).remaining()).isEqualTo(2);
        assertThat(batch.values(Role.GLOBAL_ATTENTION_MASK).get(0)).isEqualTo((byte) 1);
    }

    @Test
    void shouldFillUpToTheShapeThatAGraphWasFixedTo() {
        // Given
        BatchLayout layout = layout(PaddingSide.RIGHT, PositionNumbers.FROM_ZERO, Element.INT64);

        // When
        batch.fill(List.of(empty), layout.withLeastRows(3), LengthBuckets.only(3));

        // Then it is the first text again, so that nothing new comes into the run
        assertThat(batch.texts()).isOne();
        assertThat(batch.rows()).isEqualTo(3);
        assertThat(batch.longest()).isEqualTo(3);
        assertThat(batch.tokens()).isEqualTo(2);
        assertThat(numbers(Role.INPUT_IDS))
                .containsExactly(
                        empty.id(0), empty.id(1), PAD, empty.id(0), empty.id(1), PAD, empty.id(0), empty.id(1), PAD);
        assertThat(longs(batch.places().tokens())).containsExactly(0, 1, 3, 4, 6, 7);
        assertThat(longs(batch.places().places())).containsExactly(0, 1, 0, 2, 3, 2, 4, 5, 4);
    }

    @Test
    void shouldMakeABlankBatchOfTheShapeThatAGraphWasFixedTo() {
        // Given
        BatchLayout layout = layout(PaddingSide.RIGHT, PositionNumbers.FROM_ZERO, Element.INT64);
        ModelInputs fixed = new ModelInputs(layout.inputs().list(), 1, 5);

        // When
        batch.fillBlank(new BatchLayout(fixed, layout.padding(), layout.positions(), false, 1), 2, 8);

        // Then
        assertThat(batch.rows()).isOne();
        assertThat(numbers(Role.ATTENTION_MASK)).containsExactly(1, 1, 1, 1, 1);
        assertThat(numbers(Role.INPUT_IDS)).containsOnly(0);
        assertThat(longs(batch.places().tokens())).containsExactly(0, 1, 2, 3, 4);
        assertThat(longs(batch.places().places())).containsExactly(0, 1, 2, 3, 4);
    }

    private static BatchLayout layout(PaddingSide side, PositionNumbers positions, Element element) {
        List<ModelInput> inputs = Arrays.stream(Role.values())
                .map(role -> new ModelInput(role.text(), role, element))
                .toList();
        return new BatchLayout(
                new ModelInputs(inputs, ModelInputs.FREE, ModelInputs.FREE),
                new Padding(PAD, side),
                positions,
                true,
                1);
    }

    private static long[] longs(LongBuffer buffer) {
        long[] longs = new long[buffer.remaining()];
        buffer.get(longs);
        return longs;
    }

    private List<Integer> numbers(Role role) {
        ByteBuffer values = batch.values(role);
        List<Integer> numbers = new ArrayList<>();
        for (int at = 0; at < values.limit(); at += Long.BYTES) {
            numbers.add((int) values.getLong(at));
        }
        return numbers;
    }
}
