package textmill.topology.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import textmill.topology.deadletter.Origin;

/** Places of texts as bytes. */
final class Places {
    private Places() {}

    static void write(DataOutput out, Origin origin) throws IOException {
        out.writeUTF(origin.topic());
        out.writeInt(origin.partition());
        out.writeLong(origin.offset());
    }

    static Origin read(DataInput in) throws IOException {
        return new Origin(in.readUTF().intern(), in.readInt(), in.readLong());
    }
}
