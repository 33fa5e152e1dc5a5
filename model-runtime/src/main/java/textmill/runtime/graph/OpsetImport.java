package textmill.runtime.graph;

import java.io.IOException;

/**
 * Which version of a set of operators a model uses. Field numbers of {@code OperatorSetIdProto} from
 * <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>.
 *
 * @param domain whose operators; empty for ONNX's own, however the file spells that
 * @param version of the set
 */
record OpsetImport(String domain, long version) {
    /** Reads the message that ends there. */
    static OpsetImport read(ProtobufReader in, long end) throws IOException {
        String[] domain = {""};
        long[] version = {0};
        in.fields(end, (field, type, limit) -> {
            if (field == 1 && type == ProtobufReader.BYTES) {
                domain[0] = in.readString(limit);
            } else if (field == 2 && type == ProtobufReader.VARINT) {
                version[0] = in.readVarint();
            } else {
                in.skip(type, limit);
            }
        });
        return new OpsetImport(domain[0].equals("ai.onnx") ? "" : domain[0], version[0]);
    }
}
