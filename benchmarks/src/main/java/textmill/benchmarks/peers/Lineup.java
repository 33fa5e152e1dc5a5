package textmill.benchmarks.peers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import textmill.benchmarks.peers.Setup.Kind;
import textmill.runtime.device.OpenVinoSettings.Precision;

/** Who is measured with which settings. */
final class Lineup {
    private static final String SORT = "sort=true";
    private static final String OPENVINO = "device=openvino";

    private final String callers;
    private final String threads;

    private Lineup(int cores) {
        this.callers = "callers=" + cores;
        this.threads = cores + (cores == 1 ? " caller" : " callers");
    }

    /**
     * The contenders of one run, Textmill first.
     *
     * @param cores callers of the tuned settings
     * @param int8 with the int8 model too
     * @param everything also settings that were tried and are not the fastest
     */
    static List<Setup> of(int cores, boolean int8, boolean everything) {
        Lineup lineup = new Lineup(cores);
        List<Setup> setups = new ArrayList<>(lineup.all());
        setups.removeIf(setup -> setup.kind() == Kind.TRIED && !everything);
        if (int8) {
            List<Setup> quantized = setups.stream().map(Setup::withInt8).toList();
            setups.addAll(quantized);
        }
        return setups;
    }

    /**
     * Textmill with OpenVINO.
     *
     * @param models more model directories to run with it: the same model, quantised
     */
    static List<Setup> ofOpenVino(List<Path> models) {
        List<Setup> setups = new ArrayList<>();
        for (Precision precision : List.of(Precision.FP32, Precision.AUTO)) {
            String label = "as infer --device openvino --precision " + precision.text();
            setups.add(Setup.tuned(Peer.TEXTMILL, label, OPENVINO, "precision=" + precision));
            for (Path model : models) {
                setups.add(Setup.tuned(
                        Peer.TEXTMILL,
                        label + " --model " + model,
                        OPENVINO,
                        "precision=" + precision,
                        "directory=" + model));
            }
        }
        return setups;
    }

    /** sentence-transformers, which sorts all texts by length itself. */
    static List<Setup> ofPython(int cores) {
        List<Setup> setups = new ArrayList<>();
        for (String runtime : List.of("onnx", "openvino f32", "openvino bf16")) {
            String backend = "backend=" + runtime.split(" ", -1)[0];
            String precision = "precision=" + (runtime.endsWith("bf16") ? "bf16" : "f32");
            for (int batch : List.of(4, 8, 32)) {
                for (int callers = 1; callers <= cores; callers += Math.max(1, cores - 1)) {
                    setups.add(Setup.tuned(
                            Peer.SENTENCE_TRANSFORMERS,
                            runtime + ", sorted, batch " + batch + ", callers " + callers,
                            backend,
                            precision,
                            "batch=" + batch,
                            "callers=" + callers,
                            "cores=" + cores,
                            SORT));
                }
            }
        }
        return setups;
    }

    private List<Setup> all() {
        List<Setup> setups = new ArrayList<>();
        setups.add(Setup.standard(Peer.TEXTMILL, "as infer"));
        langChain4j(setups);
        springAi(setups);
        djl(setups);
        onnxRuntime(setups);
        return setups;
    }

    /** Never batches. Its packaged tokenizer cuts a text after 128 tokens; the tuned ones read all of it. */
    private void langChain4j(List<Setup> setups) {
        setups.add(Setup.standard(Peer.LANGCHAIN4J, "as packaged (first 128 tokens)", "packaged=true"));
        setups.add(Setup.tuned(Peer.LANGCHAIN4J, threads + ", intra-op 1", callers, "intra=1"));
        setups.add(Setup.tried(Peer.LANGCHAIN4J, "1 caller", "callers=1"));
        setups.add(Setup.tried(Peer.LANGCHAIN4J, threads, callers));
    }

    /** A list is a batch; its session has no settings. */
    private void springAi(List<Setup> setups) {
        setups.add(Setup.standard(Peer.SPRING_AI, "batch 32", "batch=32"));
        setups.add(Setup.tuned(Peer.SPRING_AI, "batch 1, " + threads, "batch=1", callers));
        setups.add(Setup.tuned(Peer.SPRING_AI, "sorted, batch 8", "batch=8", SORT));
        setups.add(Setup.tried(Peer.SPRING_AI, "batch 1", "batch=1"));
        setups.add(Setup.tried(Peer.SPRING_AI, "sorted, batch 4, " + threads, "batch=4", SORT, callers));
        setups.add(Setup.tried(Peer.SPRING_AI, "sorted, batch 32", "batch=32", SORT));
    }

    private void djl(List<Setup> setups) {
        setups.add(Setup.standard(Peer.DJL, "batch 32", "batch=32"));
        setups.add(Setup.tuned(Peer.DJL, "batch 1, " + threads + ", intra-op 1", "batch=1", callers, "intra=1"));
        setups.add(Setup.tuned(
                Peer.DJL, "sorted, batch 8, " + threads + ", intra-op 1", "batch=8", SORT, callers, "intra=1"));
        setups.add(Setup.tried(Peer.DJL, "batch 1", "batch=1"));
        setups.add(Setup.tried(Peer.DJL, "sorted, batch 8", "batch=8", SORT));
        setups.add(Setup.tried(
                Peer.DJL, "sorted, batch 4, " + threads + ", intra-op 1", "batch=4", SORT, callers, "intra=1"));
    }

    private void onnxRuntime(List<Setup> setups) {
        setups.add(Setup.standard(Peer.ONNX_RUNTIME, "arrival order, batch 32", "batch=32"));
        setups.add(Setup.tuned(
                Peer.ONNX_RUNTIME,
                "sorted, 256 padded tokens, " + threads + ", intra-op 1",
                "padded.tokens=256",
                callers,
                "intra=1"));
        setups.add(
                Setup.tuned(Peer.ONNX_RUNTIME, "batch 1, " + threads + ", intra-op 1", "batch=1", callers, "intra=1"));
        setups.add(Setup.tried(
                Peer.ONNX_RUNTIME,
                "sorted, 1024 padded tokens, " + threads + ", intra-op 1",
                "padded.tokens=1024",
                callers,
                "intra=1"));
        setups.add(Setup.tried(
                Peer.ONNX_RUNTIME, "sorted, 256 padded tokens, 1 caller", "padded.tokens=256", "callers=1"));
    }
}
