package textmill.runtime.openvino;

import com.sun.jna.Library;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import org.jspecify.annotations.Nullable;

/**
 * OpenVINO's C library, the part that is used here: {@code coreCreate} is its {@code ov_core_create}, and so on. Results
 * that are integers are its {@code ov_status_e}, 0 if all is well. From its
 * <a href="https://docs.openvino.ai/2026/api/c_cpp_api/group__ov__c__api.html">C interface</a>.
 */
interface OpenVinoLibrary extends Library {
    /**
     * Version of the library.
     *
     * @param version {@code ov_version_t}: two pointers to characters
     */
    int getOpenvinoVersion(Pointer version);

    void versionFree(Pointer version);

    /** What the last call that failed in this process said, to be freed; null if none did. */
    @Nullable
    Pointer getLastErrMsg();

    void free(Pointer characters);

    int coreCreate(PointerByReference core);

    void coreFree(Pointer core);

    int coreGetProperty(Pointer core, String device, String key, PointerByReference value);

    /** With {@code count} strings behind it: a key, its value, and so on. */
    int coreCompileModelFromFile(
            Pointer core, String path, String device, long count, PointerByReference compiled, Object... properties);

    int compiledModelGetProperty(Pointer compiled, String key, PointerByReference value);

    int compiledModelCreateInferRequest(Pointer compiled, PointerByReference request);

    void compiledModelFree(Pointer compiled);

    /** A tensor over memory of the caller's. */
    int tensorCreateFromHostPtr(int type, Shape.ByValue shape, Pointer memory, PointerByReference tensor);

    int tensorGetElementType(Pointer tensor, IntByReference type);

    /**
     * The shape of a tensor, to be freed.
     *
     * @param shape {@code ov_shape_t}: the rank, and a pointer to as many dimensions
     */
    int tensorGetShape(Pointer tensor, Pointer shape);

    int shapeFree(Pointer shape);

    int tensorGetSize(Pointer tensor, LongByReference elements);

    /** Where its numbers are; the tensor's, until the next run. */
    int tensorData(Pointer tensor, PointerByReference data);

    void tensorFree(Pointer tensor);

    int inferRequestSetTensor(Pointer request, String name, Pointer tensor);

    int inferRequestGetTensor(Pointer request, String name, PointerByReference tensor);

    int inferRequestInfer(Pointer request);

    void inferRequestFree(Pointer request);
}
