package textmill.runtime.openvino;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import textmill.runtime.batch.PaddedBatch;
import textmill.runtime.model.ModelInput;
import textmill.runtime.runner.ModelOutputs;

/** One run at a time of a compiled model. For one thread at a time. */
final class InferRequest implements AutoCloseable {
    private final OpenVino openVino;
    private final OpenVinoLibrary library;
    private final Pointer request;
    private final Memory dims = new Memory(3L * Long.BYTES);

    private InferRequest(OpenVino openVino, Pointer request) {
        this.openVino = openVino;
        this.library = openVino.library();
        this.request = request;
    }

    static InferRequest of(OpenVino openVino, Pointer compiled) throws OpenVinoException {
        return new InferRequest(
                openVino, openVino.make(made -> openVino.library().compiledModelCreateInferRequest(compiled, made)));
    }

    /**
     * Computes a batch. Its buffers are read in place and not touched afterwards: the next run sets its own.
     *
     * @param inputs what the model is fed
     * @param outputs names of the outputs to copy
     */
    ModelOutputs run(PaddedBatch batch, List<ModelInput> inputs, Set<String> outputs) throws OpenVinoException {
        List<Pointer> tensors = new ArrayList<>(inputs.size());
        try {
            for (ModelInput input : inputs) {
                Pointer memory = Native.getDirectBufferPointer(batch.values(input.role()));
                Shape.ByValue shape = new Shape.ByValue(dims, batch.rows(), batch.longest(), input.square());
                Pointer tensor = openVino.make(made -> library.tensorCreateFromHostPtr(
                        ElementType.of(input.element()).code(), shape, memory, made));
                tensors.add(tensor);
                openVino.check(library.inferRequestSetTensor(request, input.name(), tensor));
            }
            openVino.check(library.inferRequestInfer(request));
        } finally {
            tensors.forEach(library::tensorFree);
        }
        Map<String, ModelOutputs.Tensor> copies = new HashMap<>();
        for (String output : outputs) {
            ModelOutputs.Tensor copy = copy(output);
            if (copy.shape().length == 0 || copy.shape()[0] != batch.rows()) {
                throw new OpenVinoException(
                        0,
                        "output " + output + " has the shape " + Arrays.toString(copy.shape()) + " for " + batch.rows()
                                + " rows");
            }
            copies.put(output, copy);
        }
        return new ModelOutputs(copies);
    }

    private ModelOutputs.Tensor copy(String output) throws OpenVinoException {
        Pointer tensor = openVino.make(made -> library.inferRequestGetTensor(request, output, made));
        try {
            IntByReference type = new IntByReference();
            openVino.check(library.tensorGetElementType(tensor, type));
            LongByReference size = new LongByReference();
            openVino.check(library.tensorGetSize(tensor, size));
            int count = Math.toIntExact(size.getValue());
            Pointer data = count == 0 ? Pointer.NULL : openVino.make(made -> library.tensorData(tensor, made));
            return new ModelOutputs.Tensor(
                    shape(tensor), ElementType.of(type.getValue(), output).floats(data, count));
        } finally {
            library.tensorFree(tensor);
        }
    }

    private long[] shape(Pointer tensor) throws OpenVinoException {
        try (Memory shape = new Memory(Shape.BYTES)) {
            openVino.check(library.tensorGetShape(tensor, shape));
            try {
                int rank = Math.toIntExact(shape.getLong(0));
                return rank == 0 ? new long[0] : shape.getPointer(Long.BYTES).getLongArray(0, rank);
            } finally {
                library.shapeFree(shape);
            }
        }
    }

    @Override
    public void close() {
        library.inferRequestFree(request);
        dims.close();
    }
}
