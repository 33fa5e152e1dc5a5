package textmill.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import textmill.cli.console.Columns;
import textmill.cli.console.Style;
import textmill.cli.demo.NearestTexts.Neighbour;
import textmill.events.FlaggedSpan;
import textmill.events.ReplacedTokenScores;
import textmill.events.TextClassification;

class ResultLinesTest {
    private static final int WIDTH = 80;

    private final ResultLines plain = new ResultLines(Style.PLAIN, WIDTH);

    @Test
    void shouldLayOutTextLabelSuspicionAndNeighbour() {
        // Given
        String text = "the heart beats ten bananas a day";

        // When
        List<String> lines = plain.of(
                7,
                joined(text, label("calories", 0.98f, 0.01f), span(text, "bananas", 0.97f)),
                Optional.of(new Neighbour("how fast does a heart beat", 0.613)));

        // Then
        assertThat(lines)
                .containsExactly(
                        "    7  the heart beats ten [bananas] a day           calories               0.98",
                        "         ? [bananas] 0.97",
                        "         ~ 0.61  how fast does a heart beat");
    }

    @Test
    void shouldSayWhenATextIsOutOfScope() {
        // When
        List<String> lines = plain.of(1, joined("a", label("weather", 0.4f, 0.9f)), Optional.empty());

        // Then
        assertThat(lines).singleElement().asString().endsWith("(out of scope)         0.90");
    }

    @Test
    void shouldBringASuspiciousWordFarBehindIntoView() {
        // Given
        String text = "x ".repeat(100) + "bananas " + "y ".repeat(50);

        // When
        String line = plain.of(1, joined(text, null, span(text, "bananas", 0.9f)), Optional.empty())
                .get(0);

        // Then
        assertThat(line).contains("…").contains("[bananas]");
        assertThat(Columns.of(line)).isLessThanOrEqualTo(WIDTH);
    }

    @Test
    void shouldColourWithoutChangingTheWidth() {
        // Given
        String text = "the heart beats ten bananas a day";

        // When
        String line = new ResultLines(Style.ANSI, WIDTH)
                .of(1, joined(text, null, span(text, "bananas", 0.9f)), Optional.empty())
                .get(0);

        // Then
        assertThat(line).contains("\u001b[1;31mbananas\u001b[0m");
        assertThat(line.replaceAll("\u001b\\[[0-9;]*m", "").strip()).startsWith("1  " + text);
    }

    @Test
    void shouldStayWithinTheWidthWhateverTheText() {
        // Given
        String text = "日本 \u001b[2J😀 e\u0301 word ".repeat(30);
        FlaggedSpan[] spans = new FlaggedSpan[40];
        Arrays.setAll(spans, i -> new FlaggedSpan(i * 5, i * 5 + 3, 0.9f));

        // When
        List<String> lines =
                plain.of(99_999, joined(text, label("x", 1, 0), spans), Optional.of(new Neighbour(text, 1)));

        // Then
        assertThat(lines).allSatisfy(line -> {
            assertThat(Columns.of(line)).isLessThanOrEqualTo(WIDTH);
            assertThat(line).doesNotContain("\u001b");
        });
    }

    private static Joined joined(String text, @Nullable TextClassification classification, FlaggedSpan... spans) {
        ReplacedTokenScores scores = ReplacedTokenScores.newBuilder()
                .setSourceTopic("texts")
                .setSourcePartition(0)
                .setSourceOffset(0)
                .setModel("m")
                .setModelFingerprint("f")
                .setTruncated(false)
                .setEmpty(false)
                .setMeanScore(0)
                .setMaxScore(0)
                .setThreshold(0.5f)
                .setFlaggedSpans(List.of(spans))
                .setTokens(List.of())
                .build();
        return new Joined(
                FeedOrigin.OTHER,
                text,
                0,
                classification == null ? List.of(scores) : List.of(classification, scores),
                null);
    }

    private static TextClassification label(String label, float score, float outOfScope) {
        return TextClassification.newBuilder()
                .setSourceTopic("texts")
                .setSourcePartition(0)
                .setSourceOffset(0)
                .setModel("m")
                .setModelFingerprint("f")
                .setTruncated(false)
                .setEmpty(false)
                .setLabel(label)
                .setScore(score)
                .setLabels(List.of(label))
                .setScores(List.of(score))
                .setOutOfScope(outOfScope)
                .build();
    }

    private static FlaggedSpan span(String text, String word, float score) {
        int start = text.indexOf(word);
        return new FlaggedSpan(start, start + word.length(), score);
    }
}
