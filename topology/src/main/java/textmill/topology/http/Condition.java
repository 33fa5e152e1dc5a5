package textmill.topology.http;

import java.util.List;

/**
 * Whether something is well.
 *
 * @param reasons what is wrong; empty if nothing is
 */
public record Condition(List<String> reasons) {
    /** Copies the list. */
    public Condition {
        reasons = List.copyOf(reasons);
    }

    /** Nothing is wrong. */
    public boolean isUp() {
        return reasons.isEmpty();
    }

    String json() {
        StringBuilder json = new StringBuilder("{\"status\":\"")
                .append(isUp() ? "UP" : "DOWN")
                .append("\",\"reasons\":[");
        for (int i = 0; i < reasons.size(); i++) {
            json.append(i == 0 ? "\"" : ",\"").append(escape(reasons.get(i))).append('"');
        }
        return json.append("]}\n").toString();
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
