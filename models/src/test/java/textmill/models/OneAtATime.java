package textmill.models;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * all-MiniLM-L6-v2 as straightforwardly as it can be run: the original graph, one text at a time, no padding, nothing of
 * Textmill's own.
 */
final class OneAtATime implements AutoCloseable {
    private final HuggingFaceTokenizer tokenizer;
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;

    OneAtATime() throws Exception {
        tokenizer = HuggingFaceTokenizer.newInstance(
                open("/all-minilm-l6-v2-tokenizer.json"),
                Map.of("padding", "false", "truncation", "true", "maxLength", "256", "modelMaxLength", "256"));
        try (InputStream model = open("/all-minilm-l6-v2.onnx")) {
            session = environment.createSession(model.readAllBytes());
        }
    }

    float[] embed(String text) throws Exception {
        Encoding encoding = tokenizer.encode(text);
        try (OnnxTensor ids = OnnxTensor.createTensor(environment, new long[][] {encoding.getIds()});
                OnnxTensor mask = OnnxTensor.createTensor(environment, new long[][] {encoding.getAttentionMask()});
                OnnxTensor types = OnnxTensor.createTensor(environment, new long[][] {encoding.getTypeIds()});
                OrtSession.Result result =
                        session.run(Map.of("input_ids", ids, "attention_mask", mask, "token_type_ids", types))) {
            float[][][] hidden = (float[][][]) result.get(0).getValue();
            return normalisedMean(hidden[0]);
        }
    }

    private static float[] normalisedMean(float[][] tokens) {
        double[] mean = new double[tokens[0].length];
        for (float[] token : tokens) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += token[i] / tokens.length;
            }
        }
        double norm = 0;
        for (double value : mean) {
            norm += value * value;
        }
        float[] vector = new float[mean.length];
        for (int i = 0; i < mean.length; i++) {
            vector[i] = (float) (mean[i] / Math.sqrt(norm));
        }
        return vector;
    }

    private static InputStream open(String resource) throws IOException {
        InputStream in = OneAtATime.class.getResourceAsStream(resource);
        if (in == null) {
            throw new IOException("no resource " + resource);
        }
        return in;
    }

    @Override
    public void close() throws OrtException {
        session.close();
        tokenizer.close();
    }
}
