package textmill.runtime.task.replacedtokens;

import java.util.List;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.task.Head;
import textmill.runtime.task.HeadSpec;
import textmill.runtime.tokenize.TextTokenizer;

/**
 * A probability per token: {@code sigmoid(logit / temperature + bias)}.
 *
 * @param logits {@code [batch, seq]} or {@code [batch, seq, 1]}
 * @param temperature calibration
 * @param bias calibration
 * @param flagThreshold a token is flagged if its probability is at least this
 */
public record ReplacedTokensSpec(String logits, float temperature, float bias, float flagThreshold)
        implements HeadSpec {
    @Override
    public List<String> outputs() {
        return List.of(logits);
    }

    @Override
    public List<Fact> facts(ModelSpec model) {
        return List.of(new Fact("flagged from", String.valueOf(flagThreshold), "config.json"));
    }

    @Override
    public Head head(TextTokenizer tokenizer) {
        return new ReplacedTokensHead(this, tokenizer);
    }
}
