package textmill.topology.http;

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

    String json() {
        StringBuilder json = new StringBuilder("{\"status\":\"")
                .append(isUp() ? "UP" : "DOWN")
                .append("\",\"reasons\":");
        array(json, reasons);
        if (!devices.isEmpty()) {
            array(json.append(",\"devices\":"), devices);
        }
        return json.append("}\n").toString();
    }

    private static void array(StringBuilder json, List<String> texts) {
        json.append('[');
        for (int i = 0; i < texts.size(); i++) {
            json.append(i == 0 ? "\"" : ",\"").append(escape(texts.get(i))).append('"');
        }
        json.append(']');
    }

    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                escaped.append('\\').append(c);
            } else if (c < ' ') {
                escaped.append(' ');
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
