package textmill.topology.operations;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an expression of Prometheus names, as far as a test needs it: the metrics with the labels asked of them, the labels
 * by which it groups, and over which metrics it takes a range. Not a whole parser: {@code promtool} is that.
 */
final class PromQl {
    private static final Pattern TOKEN = Pattern.compile(
            "\\s+|\"(?:[^\"\\\\]|\\\\.)*\"|[a-zA-Z_:][\\w:]*|[0-9.]+[a-z]*|[<>=!~]=?~?|[-+*/(){}\\[\\],]");
    private static final Set<String> GROUPINGS = Set.of("by", "without", "on", "ignoring");
    private static final Set<String> OPERATORS = Set.of("and", "or", "unless");
    private static final Map<String, String> CLOSED_BY = Map.of("(", ")", "{", "}", "[", "]");

    /**
     * One metric in an expression.
     *
     * @param name its name
     * @param labels what is asked of its labels, for example {@code reason} {@code ="too-short"}
     * @param ranged whether it stands before a range
     */
    record Selector(String name, Map<String, String> labels, boolean ranged) {}

    final List<Selector> selectors = new ArrayList<>();
    final Set<String> groupings = new HashSet<>();
    final Set<String> functions = new HashSet<>();

    private final List<String> tokens;

    private PromQl(List<String> tokens) {
        this.tokens = tokens;
    }

    static PromQl of(String expression) {
        PromQl read = new PromQl(tokens(expression));
        read.balance(expression);
        read.read();
        return read;
    }

    private static List<String> tokens(String expression) {
        List<String> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(expression);
        int at = 0;
        while (at < expression.length()) {
            if (!matcher.find(at) || matcher.start() != at) {
                throw new IllegalArgumentException("no PromQL at " + at + ": " + expression);
            }
            if (!matcher.group().isBlank()) {
                tokens.add(matcher.group());
            }
            at = matcher.end();
        }
        return tokens;
    }

    private void balance(String expression) {
        Deque<String> open = new ArrayDeque<>();
        for (String token : tokens) {
            if (CLOSED_BY.containsKey(token)) {
                open.push(CLOSED_BY.getOrDefault(token, ""));
            } else if (CLOSED_BY.containsValue(token)
                    && (open.isEmpty() || !open.pop().equals(token))) {
                throw new IllegalArgumentException("brackets do not match: " + expression);
            }
        }
        if (!open.isEmpty()) {
            throw new IllegalArgumentException("brackets are left open: " + expression);
        }
    }

    private void read() {
        int at = 0;
        while (at < tokens.size()) {
            String token = tokens.get(at);
            boolean name = token.matches("[a-zA-Z_:][\\w:]*");
            if (name && GROUPINGS.contains(token)) {
                int end = tokens.subList(at, tokens.size()).indexOf(")") + at;
                tokens.subList(at + 2, end).stream()
                        .filter(label -> !label.equals(","))
                        .forEach(groupings::add);
                at = end + 1;
            } else if (name && !OPERATORS.contains(token) && !isFunction(at)) {
                at = selector(at);
            } else {
                if (name && isFunction(at)) {
                    functions.add(token);
                }
                at++;
            }
        }
    }

    private boolean isFunction(int at) {
        return next(at, 1).equals("(")
                || (GROUPINGS.contains(next(at, 1)) && !next(at, 1).equals("on"));
    }

    private int selector(int at) {
        Map<String, String> labels = new TreeMap<>();
        int end = at + 1;
        if (next(at, 1).equals("{")) {
            end = at + 2;
            while (!tokens.get(end).equals("}")) {
                labels.put(tokens.get(end), tokens.get(end + 1) + tokens.get(end + 2));
                end += 3;
                if (tokens.get(end).equals(",")) {
                    end++;
                }
            }
            end++;
        }
        boolean ranged = end < tokens.size() && tokens.get(end).equals("[");
        selectors.add(new Selector(tokens.get(at), labels, ranged));
        return ranged ? end + 3 : end;
    }

    private String next(int at, int by) {
        return at + by < tokens.size() ? tokens.get(at + by) : "";
    }
}
