package textmill.runtime.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Tensors of a file in the <a href="https://huggingface.co/docs/safetensors">safetensors</a> format: the length of a header
 * in 8 bytes, the header in JSON, the tensors.
 */
final class Safetensors {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long LARGEST_HEADER = 16 << 20;
    private static final String WHAT = "tensors in the safetensors format";

    private final Path file;
    private final JsonNode header;
    private final long start;

    private Safetensors(Path file, JsonNode header, long start) {
        this.file = file;
        this.header = header;
        this.start = start;
    }

    /**
     * Reads the header.
     *
     * @throws ModelException if there is none
     */
    static Safetensors open(Path file) {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            long length = read(channel, 0, Long.BYTES).getLong();
            if (length < 2 || length > Math.min(LARGEST_HEADER, channel.size() - Long.BYTES)) {
                throw broken(file, "a header of " + length + " bytes in a file of " + channel.size());
            }
            byte[] bytes = read(channel, Long.BYTES, (int) length).array();
            return new Safetensors(file, JSON.readTree(bytes), Long.BYTES + length);
        } catch (com.fasterxml.jackson.core.JacksonException e) {
            throw broken(file, "a header that is no JSON");
        } catch (IOException e) {
            throw broken(file, "a file that is cut off");
        }
    }

    /** Dimensions of a matrix; empty if it is not there or no matrix. */
    List<Long> shape(String name) {
        JsonNode shape = header.path(name).path("shape");
        return shape.size() == 2 ? List.of(shape.path(0).asLong(), shape.path(1).asLong()) : List.of();
    }

    /**
     * A tensor of so many numbers, widened to 32-bit floating point.
     *
     * @throws ModelException if it is not there, of another size or of a type that holds no fractions
     */
    Weights tensor(String name, int size) {
        JsonNode entry = header.path(name);
        if (entry.isMissingNode()) {
            throw broken(file, "no tensor " + name + " of " + size + " numbers");
        }
        long count = 1;
        for (JsonNode dimension : entry.path("shape")) {
            count *= dimension.asLong(-1);
        }
        String type = entry.path("dtype").asText();
        int width = width(type);
        long from = entry.path("data_offsets").path(0).asLong(-1);
        long to = entry.path("data_offsets").path(1).asLong(-1);
        if (count != size || from < 0 || to - from != count * width) {
            throw broken(
                    file, "tensor " + name + " of shape " + entry.path("shape") + " instead of " + size + " numbers");
        }
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            // Before anything is allocated: the header may claim what is not there.
            if (to > channel.size() - start || count * width > Integer.MAX_VALUE) {
                throw broken(
                        file, "a tensor " + name + " of " + count * width + " bytes in a file of " + channel.size());
            }
            ByteBuffer bytes = read(channel, start + from, size * width);
            float[] values = new float[size];
            for (int i = 0; i < size; i++) {
                values[i] = number(bytes, type);
            }
            return new Weights(values);
        } catch (IOException e) {
            throw broken(file, "a file that is cut off");
        }
    }

    private int width(String type) {
        return switch (type) {
            case "F64" -> Double.BYTES;
            case "F32" -> Float.BYTES;
            case "F16", "BF16" -> Short.BYTES;
            default -> throw broken(file, "numbers of type '" + type + "'");
        };
    }

    private static float number(ByteBuffer bytes, String type) {
        return switch (type) {
            case "F64" -> (float) bytes.getDouble();
            case "F32" -> bytes.getFloat();
            case "BF16" -> Float.intBitsToFloat(bytes.getShort() << Short.SIZE);
            default -> half(bytes.getShort());
        };
    }

    /** IEEE 754 binary16. */
    private static float half(short bits) {
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        float size =
                switch (exponent) {
                    case 0 -> Math.scalb((float) fraction, -24);
                    case 0x1f -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
                    default -> Math.scalb((float) (fraction | 0x400), exponent - 25);
                };
        return bits < 0 ? -size : size;
    }

    private static ByteBuffer read(SeekableByteChannel channel, long from, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        channel.position(from);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new IOException("end of file");
            }
        }
        return bytes.flip();
    }

    private static ModelException broken(Path file, String found) {
        return new ModelException(file, WHAT, found, ModelFiles.REFETCH);
    }
}
