package textmill.topology.result;

import java.util.ArrayList;
import java.util.List;

/** Float arrays as the lists that Avro's generated classes ask for. */
final class Vectors {
    private Vectors() {}

    static List<Float> of(float[] values) {
        List<Float> list = new ArrayList<>(values.length);
        for (float value : values) {
            list.add(value);
        }
        return list;
    }
}
