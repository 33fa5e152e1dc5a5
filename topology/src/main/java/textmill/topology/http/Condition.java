package textmill.topology.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Whether something is well.
 *
 * @param reasons what is wrong; empty if nothing is
 * @param devices where models really compute, one line each
 */
public record Condition(List<String> reasons, List<String> devices) {
    /** Copies the lists. */
    public Condition {
        reasons = List.copyOf(reasons);
        devices = List.copyOf(devices);
    }

    /** Nothing to say about devices. */
    public Condition(List<String> reasons) {
        this(reasons, List.of());
    }

    /** Nothing is wrong. */
    public boolean isUp() {
        return reasons.isEmpty();
    }

    /** One line of JSON, with its end. */
    String json() {
        ObjectNode json = status();
        reasons.forEach(json.putArray("reasons")::add);
        if (!devices.isEmpty()) {
            devices.forEach(json.putArray("devices")::add);
        }
        return json + "\n";
    }

    /** The same without reasons and devices, which are not everybody's business. */
    String bareJson() {
        return status() + "\n";
    }

    private ObjectNode status() {
        return JsonNodeFactory.instance.objectNode().put("status", isUp() ? "UP" : "DOWN");
    }
}
