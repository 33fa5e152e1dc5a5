package textmill.runtime.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import textmill.runtime.TestModels;

/**
 * Small encoders written as text, one operator a line: {@code y = LayerNormalization(sum, gamma, beta) axis=-1}. They can
 * run. Tensors to use: {@code words [500, 32]}, {@code w [32, 32]}, {@code bias}, {@code gamma} and
 * {@code beta [32]}, {@code short [1]}, {@code row [1, 32]}, the numbers {@code zero}, {@code unit}, {@code two},
 * {@code three}, {@code eps} and {@code lowest}, {@code slopes [2]}, and of attention {@code qkv [32, 96]}
 * and {@code b3 [96]};
 * and as integers {@code w8 [32, 32]} with the scales {@code s8 [32]} and the zero points {@code z8 [32]}.
 */
public final class TextGraph {
    /** The end of a layer as exporters write it today; the result is {@code y}. */
    public static final String LAYER = """
            e = Gather(words, input_ids)
            m = MatMul(e, w)
            p = Add(m, bias)
            sum = Add(p, e)
            y = LayerNormalization(sum, gamma, beta) axis=-1 epsilon=0.001
            last_hidden_state = Identity(y)
            """;

    /** A layer whose attention is one operator, as ONNX Runtime's own tools write it; {@code c} is what it gives. */
    public static final String ATTENTION = """
            e = Gather(words, input_ids)
            mask = Cast(attention_mask) to=6
            c = com.microsoft:Attention(e, qkv, b3, mask) num_heads=4
            m = MatMul(c, w)
            p = Add(m, bias)
            sum = Add(p, e)
            y = LayerNormalization(sum, gamma, beta) axis=-1 epsilon=0.001
            last_hidden_state = Identity(y)
            """;

    /** What ONNX Runtime's own tools make of an activation and the bias before it. */
    public static final String BIAS_GELU = """
            e = Gather(words, input_ids)
            m = MatMul(e, w)
            y = com.microsoft:BiasGelu(m, bias)
            last_hidden_state = Identity(y)
            """;

    /** The end of a layer with the normalisation spelled out. */
    public static final String SPELLED_OUT = """
            e = Gather(words, input_ids)
            m = MatMul(e, w)
            p = Add(m, bias)
            sum = Add(p, e)
            mean = ReduceMean(sum) axes=-1
            d = Sub(sum, mean)
            square = Pow(d, two)
            variance = ReduceMean(square) axes=-1
            padded = Add(variance, eps)
            root = Sqrt(padded)
            quotient = Div(d, root)
            scaled = Mul(quotient, gamma)
            y = Add(scaled, beta)
            last_hidden_state = Identity(y)
            """;

    /** A dynamically quantised product as ONNX Runtime's tool writes it, before the end of a layer. */
    public static final String QUANTISED = """
            e = Gather(words, input_ids)
            q,s,z = DynamicQuantizeLinear(e)
            i = MatMulInteger(q, w8, z, z8)
            f = Cast(i) to=1
            both = Mul(s, s8)
            m = Mul(f, both)
            p = Add(m, bias)
            sum = Add(p, e)
            y = LayerNormalization(sum, gamma, beta) axis=-1 epsilon=0.001
            last_hidden_state = Identity(y)
            """;

    private static final Pattern LINE = Pattern.compile("(\\S+) = ([\\w.]+:)?(\\w+)\\((.*?)\\)(.*)");
    private static final int HIDDEN = 32;
    private static final int INT8 = 3;
    private static final int WORDS = 500;
    private static final int OPSET = 17;

    private TextGraph() {}

    /** The model of some lines. */
    public static OnnxBytes model(String lines) {
        return model(lines, "last_hidden_state", HIDDEN);
    }

    /** The same with an output {@code [batch, seq, width]} of that name. */
    public static OnnxBytes model(String lines, String output, int width) {
        return OnnxBytes.model(OPSET, graph -> {
            lines.lines().forEach(line -> graph.bytes(1, node(line.strip())));
            tensors(graph);
            graph.value(11, "input_ids", 7, -1, -1)
                    .value(11, "attention_mask", 7, -1, -1)
                    .value(12, output, 1, -1, -1, width);
        });
    }

    /** A model directory with this graph. */
    public static ModelSpec write(String lines, Path directory) throws IOException {
        return write(model(lines), directory);
    }

    /** A model directory with a graph. */
    public static ModelSpec write(OnnxBytes graph, Path directory) throws IOException {
        for (String name : List.of("config.json", "tokenizer.json", "tokenizer_config.json")) {
            Files.copy(TestModels.resource("/tiny/tiny-bert/" + name), directory.resolve(name));
        }
        graph.write(directory.resolve("model.onnx"));
        return ModelSpec.read(directory);
    }

    /** One operator. */
    public static OnnxBytes node(String line) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw new IllegalArgumentException(line);
        }
        OnnxBytes node = OnnxBytes.message();
        for (String input : parts.group(4).split(", ", -1)) {
            node.text(1, input);
        }
        for (String output : parts.group(1).split(",", -1)) {
            node.text(2, output);
        }
        node.text(4, parts.group(3));
        if (parts.group(2) != null) {
            node.text(7, parts.group(2).replace(":", ""));
        }
        for (String attribute : parts.group(5).strip().split(" ", -1)) {
            if (!attribute.isEmpty()) {
                String[] pair = attribute.split("=", 2);
                node.bytes(5, attribute(pair[0], pair[1]));
            }
        }
        return node;
    }

    private static OnnxBytes attribute(String name, String value) {
        OnnxBytes attribute = OnnxBytes.message().text(1, name);
        if (value.contains(".")) {
            return attribute.decimal(2, Float.parseFloat(value)).number(20, 1);
        }
        if (value.equals("graph")) {
            return attribute.bytes(6, OnnxBytes.message()).number(20, 5);
        }
        if (name.equals("axes")) {
            for (String one : value.split(",", -1)) {
                attribute.number(8, Long.parseLong(one));
            }
            return attribute.number(20, 7);
        }
        return attribute.number(3, Long.parseLong(value)).number(20, 2);
    }

    private static void tensors(OnnxBytes graph) {
        SplittableRandom random = new SplittableRandom(1);
        graph.tensor("words", new long[] {WORDS, HIDDEN}, values(random, WORDS * HIDDEN));
        graph.tensor("w", new long[] {HIDDEN, HIDDEN}, values(random, HIDDEN * HIDDEN));
        for (String name : List.of("bias", "gamma", "beta")) {
            graph.tensor(name, new long[] {HIDDEN}, values(random, HIDDEN));
        }
        byte[] integers = new byte[HIDDEN * HIDDEN];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = (byte) random.nextInt(-127, 128);
        }
        graph.tensor("w8", INT8, new long[] {HIDDEN, HIDDEN}, integers);
        graph.tensor("z8", INT8, new long[] {HIDDEN}, new byte[HIDDEN]);
        float[] scales = new float[HIDDEN];
        Arrays.fill(scales, 0.01f);
        graph.tensor("s8", new long[] {HIDDEN}, scales);
        graph.tensor("row", new long[] {1, HIDDEN}, values(random, HIDDEN));
        graph.tensor("short", new long[] {1}, 1);
        graph.tensor("two", new long[] {}, 2).tensor("three", new long[] {}, 3).tensor("eps", new long[] {}, 0.001f);
        graph.tensor("zero", new long[] {}, 0).tensor("unit", new long[] {}, 1);
        graph.tensor("lowest", new long[] {}, -Float.MAX_VALUE);
        graph.tensor("slopes", new long[] {2}, -1, -2);
        graph.tensor("qkv", new long[] {HIDDEN, 3 * HIDDEN}, values(random, 3 * HIDDEN * HIDDEN));
        graph.tensor("b3", new long[] {3 * HIDDEN}, values(random, 3 * HIDDEN));
    }

    private static float[] values(SplittableRandom random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }
}
