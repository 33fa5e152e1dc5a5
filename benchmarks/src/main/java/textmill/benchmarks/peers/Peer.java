package textmill.benchmarks.peers;

/** Who takes part. */
enum Peer {
    TEXTMILL("Textmill", "", "textmill.benchmarks.peers.TextmillContender"),
    LANGCHAIN4J("langchain4j 1.20", "langchain4j", "textmill.peers.LangChain4j"),
    SPRING_AI("Spring AI 2.0.1", "spring-ai", "textmill.peers.SpringAi"),
    DJL("DJL 0.38", "djl", "textmill.peers.Djl"),
    ONNX_RUNTIME("ONNX Runtime 1.29", "onnxruntime", "textmill.peers.OnnxRuntime"),
    SENTENCE_TRANSFORMERS("sentence-transformers", "python", "contender.py");

    /** As readers know it. */
    final String title;

    /** Directory of its Maven module, or of its script; empty for Textmill itself. */
    final String module;

    /** Its main class, or its script. */
    final String mainClass;

    Peer(String title, String module, String mainClass) {
        this.title = title;
        this.module = module;
        this.mainClass = mainClass;
    }

    /** True for what runs in Python instead of a JVM. */
    boolean python() {
        return this == SENTENCE_TRANSFORMERS;
    }

    /** True for a module of the Maven project of peers. */
    boolean built() {
        return this != TEXTMILL && !python();
    }

    /** True for a library that a Java user would take instead of Textmill; a bare ONNX Runtime loop is none. */
    boolean library() {
        return this == LANGCHAIN4J || this == SPRING_AI || this == DJL;
    }
}
