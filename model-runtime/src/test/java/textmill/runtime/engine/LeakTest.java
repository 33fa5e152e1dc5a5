package textmill.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import textmill.runtime.OpenVinoInstallation;

/** Memory that does not grow with what was computed. */
@EnabledOnOs(OS.LINUX)
class LeakTest {
    private static final int ALLOWED_MEGABYTES = 50;

    /** {@code -Dtextmill.documents=50} reads as many as a release is tried with. */
    private static final String DOCUMENTS = System.getProperty("textmill.documents", "10");

    /** {@code -Dtextmill.openvino.texts=100000} likewise. */
    private static final String OPENVINO_TEXTS = System.getProperty("textmill.openvino.texts", "20000");

    @Test
    void shouldKeepItsMemoryOver100000Texts() throws Exception {
        assertThat(ProcessGrowth.inMegabytes(LeakProgram.class, "100000")).isLessThan(ALLOWED_MEGABYTES);
    }

    /** OpenVINO keeps something for every shape: that ends with the shapes that there are. */
    @Test
    void shouldKeepItsMemoryOverTextsOfAllLengthsWithOpenVino(@TempDir Path cache) throws Exception {
        Path unused = OpenVinoInstallation.required();
        assertThat(ProcessGrowth.inMegabytes(LeakProgram.class, OPENVINO_TEXTS, "openvino", cache.toString()))
                .isLessThan(ALLOWED_MEGABYTES);
    }

    @Test
    void shouldKeepItsMemoryOverLongDocumentsAndReadAllOfThem() throws Exception {
        assertThat(ProcessGrowth.inMegabytes(DocumentProgram.class, DOCUMENTS)).isLessThan(ALLOWED_MEGABYTES);
    }

    /** The control: the measurement above sees a leak when there is one. */
    @Test
    void shouldNoticeALeakOf64KilobytesPerBatch() throws Exception {
        assertThat(ProcessGrowth.inMegabytes(LeakProgram.class, "20000", "leak"))
                .isGreaterThan(ALLOWED_MEGABYTES);
    }
}
