package textmill.benchmarks.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import textmill.cli.console.CliException;

/**
 * Floating-point operations of a BERT encoder, products of matrices only; a multiplication and an addition are two. After
 * Devlin et al., BERT (NAACL 2019), section 3.
 *
 * @param layers encoder layers
 * @param hidden width of a token's vector
 * @param intermediate width inside the feed-forward part
 */
record TransformerWork(int layers, int hidden, int intermediate) {

    static TransformerWork of(Path model) throws IOException {
        JsonNode config =
                new ObjectMapper().readTree(model.resolve("config.json").toFile());
        int layers =
                config.path("num_hidden_layers").asInt(config.path("n_layers").asInt());
        int hidden = config.path("hidden_size").asInt(config.path("dim").asInt());
        int intermediate =
                config.path("intermediate_size").asInt(config.path("hidden_dim").asInt());
        if (layers < 1 || hidden < 1 || intermediate < 1) {
            throw CliException.configuration(model.resolve("config.json")
                    + ": expected num_hidden_layers, hidden_size and intermediate_size, found " + layers + ", " + hidden
                    + ", " + intermediate);
        }
        return new TransformerWork(layers, hidden, intermediate);
    }

    /** Of one token in a text of that length: four square projections, two of the feed-forward part, and attention. */
    double operationsPerToken(int length) {
        double projections = 2.0 * (4.0 * hidden * hidden + 2.0 * hidden * intermediate);
        double attention = 4.0 * length * hidden;
        return layers * (projections + attention);
    }
}
