package textmill.runtime.graph;

/**
 * The hidden states at the end of a layer, {@code [batch, seq, width]} of 32-bit floats. Field numbers of
 * {@code ValueInfoProto} from <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>.
 */
record GraphValue(String name, long width) {
    /** What declares it as an input or an output. */
    byte[] toBytes() {
        ProtobufWriter shape = new ProtobufWriter()
                .message(1, new ProtobufWriter().text(2, "batch"))
                .message(1, new ProtobufWriter().text(2, "seq"))
                .message(1, new ProtobufWriter().number(1, width));
        ProtobufWriter tensor = new ProtobufWriter().number(1, OnnxGraph.FLOAT).message(2, shape);
        return new ProtobufWriter()
                .text(1, name)
                .message(2, new ProtobufWriter().message(1, tensor))
                .toBytes();
    }
}
