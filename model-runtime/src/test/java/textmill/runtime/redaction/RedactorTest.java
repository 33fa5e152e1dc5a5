package textmill.runtime.redaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RedactorTest {
    private static final String KEY = "0123456789abcdef";

    @Test
    void shouldPutAPlaceholderInThePlaceOfEach() {
        Redacted redacted = redactor(Replacement.placeholder())
                .redact(
                        "Ann (ann@example.com) pays 4111 1111 1111 1111 😀 now",
                        List.of(Span.ofModel("PERSON", 0, 3, 0.9f)));

        assertThat(redacted.text()).isEqualTo("[PERSON] ([EMAIL]) pays [CREDIT_CARD] 😀 now");
        assertThat(redacted.spans()).extracting(Span::label).containsExactly("PERSON", "EMAIL", "CREDIT_CARD");
    }

    @Test
    void shouldLeaveNothingInThePlaceIfAsked() {
        assertThat(redactor(Replacement.removal())
                        .redact("to ann@example.com!", List.of())
                        .text())
                .isEqualTo("to !");
    }

    @Test
    void shouldCoverWhateverAnybodyFoundAndNameItByTheRule() {
        // Given a model that takes a part of an address and the word behind it for a name
        String text = "mail ann.smith@example.com Bob";

        Redacted redacted =
                redactor(Replacement.placeholder()).redact(text, List.of(Span.ofModel("PERSON", 9, 30, 0.99f)));

        assertThat(redacted.text()).isEqualTo("mail [EMAIL]");
        assertThat(redacted.spans()).containsExactly(new Span("EMAIL", 5, 30, 1, true));
    }

    @Test
    void shouldNameTheLongestOfSeveralOfAModel() {
        assertThat(SpanMerge.merge(List.of(
                        Span.ofModel("A", 0, 4, 0.9f), Span.ofModel("B", 3, 10, 0.5f), Span.ofModel("C", 9, 11, 1f))))
                .containsExactly(new Span("B", 0, 11, 0.5f, false));
        assertThat(SpanMerge.merge(List.of(Span.ofModel("A", 0, 4, 0.9f), Span.ofModel("B", 4, 5, 0.5f))))
                .hasSize(2);
    }

    @Test
    void shouldWidenWhatAModelFoundToWholeWords() {
        // Given a model that saw a piece of a word, with accents that are characters of their own
        String text = "Ms Johnso\u0308nová, 5";

        assertThat(redactor(Replacement.placeholder())
                        .redact(text, List.of(Span.ofModel("PERSON", 5, 7, 0.9f)))
                        .text())
                .isEqualTo("Ms [PERSON], 5");
    }

    @Test
    void shouldHashTheSameDataAlikeHoweverTheyAreWritten() {
        Replacement hash = Replacement.keyedHash(KEY);

        assertThat(hash.of("IBAN", "DE89 3704 0044 0532 0130 00"))
                .isEqualTo(hash.of("IBAN", "de89370400440532013000"))
                .matches("\\[IBAN:[0-9a-f]{16}]")
                .isNotEqualTo(hash.of("IBAN", "DE89370400440532013001"))
                .isNotEqualTo(Replacement.keyedHash(KEY + "x").of("IBAN", "DE89370400440532013000"));
        assertThat(hash.of("EMAIL", "Ann@Example.com")).isEqualTo(hash.of("EMAIL", "ann@example.com"));
        assertThat(hash.of("PERSON", "ann  smith")).isEqualTo(hash.of("PERSON", "Ann Smith"));
        assertThat(hash.of("PERSON", "ann"))
                .isNotEqualTo(hash.of("LOCATION", "ann").replace("LOCATION", "PERSON"));
    }

    /** Computed by Python's hmac: hmac.new(key, b"PERSON\0ann", "sha256").hexdigest()[:16]. */
    @Test
    void shouldHashAsOthersDo() {
        assertThat(Replacement.keyedHash(KEY).of("PERSON", "Ann")).isEqualTo("[PERSON:5c2e84d05252b03b]");
    }

    @Test
    void shouldRefuseAShortKeyWithoutRepeatingIt() {
        assertThatThrownBy(() -> Replacement.keyedHash("swordfish"))
                .hasMessageContaining("16 bytes")
                .hasMessageNotContaining("swordfish");
    }

    @Property
    void shouldKeepWhatIsBetweenAndNothingElse(
            @ForAll @Size(max = 8) List<@IntRange(max = 49) Integer> starts,
            @ForAll @IntRange(min = 1, max = 9) int length) {
        // Given
        String text = "_".repeat(60);
        List<Span> spans = starts.stream()
                .map(start -> Span.ofModel("X", start, start + length, 0.5f))
                .toList();
        boolean[] hidden = new boolean[60];
        spans.forEach(span -> {
            for (int i = span.start(); i < span.end(); i++) {
                hidden[i] = true;
            }
        });
        int kept = 0;
        for (boolean one : hidden) {
            kept += one ? 0 : 1;
        }

        // When
        Redacted redacted = redactor(Replacement.removal()).redact(text, spans);

        // Then
        assertThat(redacted.text()).hasSize(kept);
        for (int i = 1; i < redacted.spans().size(); i++) {
            assertThat(redacted.spans().get(i).start())
                    .isGreaterThanOrEqualTo(redacted.spans().get(i - 1).end());
        }
    }

    private static Redactor redactor(Replacement replacement) {
        return new Redactor(PersonalDataRules.of(List.of(PersonalDataRule.values()), Set.of("US", "GB")), replacement);
    }
}
