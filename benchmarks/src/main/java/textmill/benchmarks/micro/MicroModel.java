package textmill.benchmarks.micro;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import textmill.models.BundledModels;
import textmill.runtime.batch.BatchLayout;
import textmill.runtime.batch.PaddedBatch;
import textmill.runtime.device.Device;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.onnx.OnnxModel;
import textmill.runtime.task.Head;
import textmill.runtime.task.HeadSpec;
import textmill.runtime.task.TaskSpec;
import textmill.runtime.tokenize.TextTokenizer;
import textmill.runtime.tokenize.Tokens;

/** The steps of the hot path, one by one, as the engine puts them together. */
final class MicroModel implements AutoCloseable {
    private static final String[] WORDS = ("the of a in to and report weather changed suddenly while nobody was looking"
                    + " at harbour payment transferred card account please confirm yesterday meeting unbelievable")
            .split(" ");

    final ModelSpec spec = ModelSpec.read(BundledModels.resolve("all-minilm-l6-v2"));
    private final BatchLayout layout = BatchLayout.of(spec);
    final TextTokenizer tokenizer = TextTokenizer.load(spec.tokenizer());
    private final HeadSpec read = TaskSpec.of(spec).head();
    final Head head = read.head(tokenizer);
    final OnnxModel model = OnnxModel.open(spec, Device.CPU, 1);
    final Set<String> outputs = Set.copyOf(read.outputs());

    /** The same sentences for the same arguments. */
    static List<String> sentences(int count, int words, long seed) {
        Random random = new Random(seed);
        return IntStream.range(0, count)
                .mapToObj(sentence -> IntStream.range(0, words)
                        .mapToObj(word -> WORDS[random.nextInt(WORDS.length)])
                        .collect(Collectors.joining(" ")))
                .toList();
    }

    List<Tokens> tokens(List<String> texts) {
        return texts.stream().map(text -> tokenizer.tokenize(text, false)).toList();
    }

    void fill(PaddedBatch batch, List<Tokens> texts) {
        batch.fill(texts, layout);
    }

    @Override
    public void close() {
        model.close();
        tokenizer.close();
    }
}
