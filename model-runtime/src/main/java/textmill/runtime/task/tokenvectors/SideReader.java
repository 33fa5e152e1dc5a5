package textmill.runtime.task.tokenvectors;

import java.util.List;
import java.util.stream.Stream;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.model.PaddingSide;
import textmill.runtime.model.Prompts;
import textmill.runtime.model.SearchSide;
import textmill.runtime.task.RowPlan;
import textmill.runtime.task.TokenIds;

/** Reads from a model's files how it tells documents and queries apart. */
final class SideReader {
    private SideReader() {}

    /**
     * A text is read as the model reads documents or queries, where it tells them apart.
     *
     * @throws ModelException if a token that it wants there is not in its vocabulary
     */
    static RowPlan plan(ModelSpec model) {
        SearchSide documents = model.layout().searchSide(SearchSide.DOCUMENT);
        SearchSide queries = model.layout().searchSide(SearchSide.QUERY);
        boolean usuallyQueries = SearchSide.QUERY.equals(model.stated().prompt());
        return new SidedRows(
                side(model, documents),
                side(model, queries),
                usuallyQueries,
                Prompts.read(model.layout()).byName().keySet());
    }

    /** PyLate puts a token before a text that its tokenizer knows; as text it would be several. */
    private static SidedRows.Side side(ModelSpec model, SearchSide side) {
        String prefix = side.prefix();
        int marker = -1;
        if (!prefix.isBlank()) {
            int whole = TokenIds.of(model, prefix);
            marker = whole < 0 ? TokenIds.of(model, prefix.strip().split("\\s+", 2)[0]) : whole;
            if (marker < 0) {
                throw new ModelException(
                        model.tokenizer().path(),
                        "the token '" + prefix + "', a prefix of a model of pylate.models",
                        "none in its vocabulary",
                        "save the model with PyLate, tokenizer included, and export it again");
            }
        }
        SearchSide.Expansion expansion = side.expansion();
        if (expansion == null) {
            return new SidedRows.Side(marker, side.tokens(), null);
        }
        int most = expansion.cuts()
                ? expansion.length()
                : Math.max(side.tokens(), side.tokens() < 0 ? -1 : expansion.length());
        return new SidedRows.Side(
                marker, most, new SidedRows.Filling(added(model, expansion), expansion.length(), expansion.attended()));
    }

    /** The token that is added to queries: as stated, or the mask token, or that of the end. */
    private static int added(ModelSpec model, SearchSide.Expansion expansion) {
        if (model.paddingSide() == PaddingSide.LEFT) {
            throw new ModelException(
                    model.tokenizer().path(),
                    "a tokenizer that pads at the right, as queries are expanded there",
                    "one that pads at the left",
                    "use another model");
        }
        List<String> names = expansion.token() == null
                ? Stream.of("mask_token", "eos_token")
                        .map(key -> TokenIds.named(model, key))
                        .toList()
                : List.of(expansion.token());
        for (String name : names) {
            int id = name.isEmpty() ? -1 : TokenIds.of(model, name);
            if (id >= 0) {
                return id;
            }
        }
        throw new ModelException(
                model.tokenizer().path(),
                "the token that queries are expanded with, "
                        + (expansion.token() == null ? "mask_token or eos_token" : "'" + expansion.token() + "'"),
                "none in its vocabulary",
                "save the model with its tokenizer, and export it again");
    }
}
