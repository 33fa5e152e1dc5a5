package textmill.topology.anomaly;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import textmill.topology.deadletter.Origin;

/**
 * What somebody says of an alarm.
 *
 * @param origin the text that gave it
 * @param fine true if the text was fine, false if the alarm was right
 */
public record Feedback(Origin origin, boolean fine) {

    /** As bytes. */
    public byte[] save() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            Places.write(out, origin);
            out.writeBoolean(fine);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** The feedback that was saved as these bytes. */
    public static Feedback restore(byte[] saved) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(saved))) {
            return new Feedback(Places.read(in), in.readBoolean());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
