package textmill.peers;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.AbstractInProcessEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.OnnxBertBiEncoder;
import dev.langchain4j.model.embedding.onnx.PoolingMode;
import dev.langchain4j.model.embedding.onnx.allminilml6v2.AllMiniLmL6V2EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import textmill.benchmarks.contender.Contender;
import textmill.benchmarks.contender.ContenderSettings;
import textmill.benchmarks.contender.TimedRun;

/**
 * langchain4j's in-process embedding model. It runs each text alone, on an executor. {@code packaged=true} takes its own
 * class as it comes; otherwise the session is opened here, which its public constructor allows, with {@code intra}
 * threads for each run and {@code callers} in the executor.
 */
public final class LangChain4j {
    private LangChain4j() {}

    /** See {@link TimedRun}. */
    public static void main(String[] arguments) throws Exception {
        TimedRun.main(arguments, LangChain4j::open);
    }

    private static Contender open(ContenderSettings settings) throws Exception {
        if (settings.flag("packaged")) {
            return contender(
                    settings.flag("int8")
                            ? new AllMiniLmL6V2QuantizedEmbeddingModel()
                            : new AllMiniLmL6V2EmbeddingModel());
        }
        Executor executor = Executors.newFixedThreadPool(settings.number("callers", 1));
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
                InputStream tokenizer = Files.newInputStream(settings.path("tokenizer"))) {
            int intra = settings.number("intra", 0);
            if (intra > 0) {
                options.setIntraOpNumThreads(intra);
            }
            OrtSession session = environment.createSession(settings.text("model"), options);
            return contender(
                    new OwnSession(executor, new OnnxBertBiEncoder(environment, session, tokenizer, PoolingMode.MEAN)));
        }
    }

    private static Contender contender(EmbeddingModel model) {
        return texts -> {
            List<TextSegment> segments = texts.stream().map(TextSegment::from).toList();
            return model.embedAll(segments).content().stream()
                    .map(embedding -> embedding.vector())
                    .toArray(float[][]::new);
        };
    }

    private static final class OwnSession extends AbstractInProcessEmbeddingModel {
        private final OnnxBertBiEncoder encoder;

        OwnSession(Executor executor, OnnxBertBiEncoder encoder) {
            super(executor);
            this.encoder = encoder;
        }

        @Override
        protected OnnxBertBiEncoder model() {
            return encoder;
        }
    }
}
