package textmill.runtime.task.tokenclassification;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import textmill.runtime.task.tokenclassification.Entities.Entity;

class EntityMergeTest {
    private static final List<String> LABELS = List.of("O", "B-PER", "I-PER", "E-PER", "S-PER", "B-LOC");
    private static final String TEXT = "Ada May King met Ann";

    @Test
    void shouldJoinFromBToEWhereLabelsAreBioes() {
        // Given Ada May King: B I E, met: O, Ann: S
        List<TokenLabels> tokens = tokens("B-PER", "I-PER", "E-PER", "O", "S-PER");

        // When, Then
        assertThat(found(tokens, Scheme.BIOES)).containsExactly("PER Ada May King", "PER Ann");
        assertThat(found(tokens, Scheme.BIO)).containsExactly("PER Ada May", "PER King", "PER Ann");
    }

    @Test
    void shouldKeepTwoSinglesApart() {
        assertThat(found(tokens("S-PER", "S-PER", "O", "O", "O"), Scheme.BIOES)).containsExactly("PER Ada", "PER May");
        assertThat(found(tokens("B-PER", "B-PER", "I-PER", "O", "B-LOC"), Scheme.BIO))
                .containsExactly("PER Ada", "PER May King", "LOC Ann");
    }

    @Test
    void shouldFindNothingInNoTokens() {
        for (Aggregation aggregation : Aggregation.values()) {
            TokenClassificationSpec spec = new TokenClassificationSpec("logits", LABELS, aggregation, Scheme.BIO, 0);
            assertThat(new EntityMerge(spec).entities(List.of(), "")).isEmpty();
        }
    }

    private static List<String> found(List<TokenLabels> tokens, Scheme scheme) {
        TokenClassificationSpec spec = new TokenClassificationSpec("logits", LABELS, Aggregation.SIMPLE, scheme, 0);
        List<Entity> entities = new EntityMerge(spec).entities(tokens, TEXT);
        return entities.stream()
                .map(entity -> entity.label() + " " + entity.text())
                .toList();
    }

    private static List<TokenLabels> tokens(String... labels) {
        List<TokenLabels> tokens = new ArrayList<>();
        int start = 0;
        for (String label : labels) {
            int end = TEXT.indexOf(' ', start) < 0 ? TEXT.length() : TEXT.indexOf(' ', start);
            float[] probabilities = new float[LABELS.size()];
            probabilities[LABELS.indexOf(label)] = 1;
            tokens.add(new TokenLabels(start, end, false, probabilities));
            start = end + 1;
        }
        return tokens;
    }
}
