package textmill.runtime.task.tokenclassification;

import java.util.ArrayList;
import java.util.List;
import textmill.runtime.task.tokenclassification.Entities.Entity;

/**
 * From labels of tokens to entities, as the token classification pipeline of the transformers library does it: tokens become
 * words (or stay tokens), neighbours of one type become one entity unless the second says that it begins, and what is labelled
 * {@code O} is left out. An entity's score is the mean of those of its parts.
 */
final class EntityMerge {
    private static final String OUTSIDE = "O";

    private final TokenClassificationSpec spec;

    EntityMerge(TokenClassificationSpec spec) {
        this.spec = spec;
    }

    /** A token or word with its label. */
    private record Labelled(String label, float score, int start, int end) {}

    List<Entity> entities(List<TokenLabels> tokens, String text) {
        boolean byWord = spec.aggregation() != Aggregation.NONE && spec.aggregation() != Aggregation.SIMPLE;
        List<Labelled> parts = byWord ? words(tokens) : each(tokens);
        List<Labelled> merged = spec.aggregation() == Aggregation.NONE ? parts : groups(parts);
        List<Entity> entities = new ArrayList<>();
        for (Labelled part : merged) {
            if (!part.label.equals(OUTSIDE) && part.score >= spec.threshold()) {
                entities.add(
                        new Entity(part.label, part.score, part.start, part.end, text.substring(part.start, part.end)));
            }
        }
        return entities;
    }

    private List<Labelled> each(List<TokenLabels> tokens) {
        return tokens.stream()
                .map(token -> new Labelled(label(token), token.score(), token.start(), token.end()))
                .toList();
    }

    private String label(TokenLabels token) {
        return spec.labels().get(token.best());
    }

    private List<Labelled> words(List<TokenLabels> tokens) {
        List<Labelled> words = new ArrayList<>();
        int from = 0;
        for (int i = 1; i <= tokens.size(); i++) {
            if (i == tokens.size() || !tokens.get(i).continuesWord()) {
                words.add(word(tokens.subList(from, i)));
                from = i;
            }
        }
        return words;
    }

    private Labelled word(List<TokenLabels> tokens) {
        TokenLabels decisive =
                switch (spec.aggregation()) {
                    case AVERAGE -> mean(tokens);
                    case MAX -> surest(tokens);
                    default -> tokens.get(0);
                };
        return new Labelled(
                label(decisive),
                decisive.score(),
                tokens.get(0).start(),
                tokens.get(tokens.size() - 1).end());
    }

    private static TokenLabels surest(List<TokenLabels> tokens) {
        TokenLabels surest = tokens.get(0);
        for (TokenLabels token : tokens) {
            if (token.score() > surest.score()) {
                surest = token;
            }
        }
        return surest;
    }

    private static TokenLabels mean(List<TokenLabels> tokens) {
        float[] mean = new float[tokens.get(0).probabilities().length];
        for (TokenLabels token : tokens) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += token.probabilities()[i];
            }
        }
        for (int i = 0; i < mean.length; i++) {
            mean[i] /= tokens.size();
        }
        return new TokenLabels(0, 0, false, mean);
    }

    private List<Labelled> groups(List<Labelled> parts) {
        List<Labelled> groups = new ArrayList<>();
        int from = 0;
        for (int i = 1; i <= parts.size(); i++) {
            if (i == parts.size() || !goesOn(parts.get(i - 1), parts.get(i))) {
                groups.add(group(parts.subList(from, i)));
                from = i;
            }
        }
        return parts.isEmpty() ? List.of() : groups;
    }

    private boolean goesOn(Labelled before, Labelled part) {
        Scheme.Tag tag = spec.scheme().tag(part.label);
        return !tag.begins()
                && tag.type().equals(spec.scheme().tag(before.label).type());
    }

    private static Labelled group(List<Labelled> parts) {
        double sum = 0;
        for (Labelled part : parts) {
            sum += part.score;
        }
        Labelled first = parts.get(0);
        return new Labelled(
                Scheme.type(first.label), (float) (sum / parts.size()), first.start, parts.get(parts.size() - 1).end);
    }
}
