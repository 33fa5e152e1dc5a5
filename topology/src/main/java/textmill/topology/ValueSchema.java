package textmill.topology;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a value must look like, as JSON Schema. Made of the words in which messages and the reference say it, so that
 * nothing else has to be kept in step with them; what they leave open is any text.
 */
final class ValueSchema {
    private static final Pattern WHOLE = Pattern.compile("whole number(?:,| from) (-?\\d+)(?: to (\\d+))?.*");
    private static final Pattern WORDS = Pattern.compile("one of (.+?)(, or several separated by commas)?(, or none)?");

    private ValueSchema() {}

    /** @param expected as a rule says it, for example {@code whole number, 0 to 65535} */
    static ObjectNode of(String expected) {
        Matcher whole = WHOLE.matcher(expected);
        Matcher words = WORDS.matcher(expected);
        if (whole.matches()) {
            return whole(whole, expected.endsWith(", or auto"));
        } else if (expected.equals("true or false")) {
            ObjectNode flag = node();
            flag.putArray("enum").add(true).add(false).add("true").add("false");
            return orElsewhere(flag);
        } else if (expected.equals("number from 0 to 1")) {
            return number(node().put("type", "number").put("minimum", 0).put("maximum", 1));
        } else if (expected.equals("number")) {
            return number(node().put("type", "number"));
        } else if (words.matches()) {
            return words.group(2) == null ? word(words.group(1)) : several(words);
        }
        return node().put("type", "string").put("minLength", 1);
    }

    private static ObjectNode whole(Matcher found, boolean orAuto) {
        ObjectNode number = node().put("type", "integer").put("minimum", Long.parseLong(found.group(1)));
        if (found.group(2) != null) {
            number.put("maximum", Long.parseLong(found.group(2)));
        }
        ObjectNode all = any(number, text("^\\s*-?[0-9]+\\s*$"), elsewhere());
        if (orAuto) {
            all.withArray("anyOf").add(node().put("const", "auto"));
        }
        return all;
    }

    private static ObjectNode number(ObjectNode number) {
        return any(number, text("^\\s*[-+]?[0-9.]+([eE][-+]?[0-9]+)?\\s*$"), elsewhere());
    }

    private static ObjectNode word(String words) {
        ObjectNode one = node();
        Arrays.stream(words.split(", ", -1)).forEach(one.putArray("enum")::add);
        return orElsewhere(one);
    }

    private static ObjectNode several(Matcher found) {
        String word = "(" + found.group(1).replace(", ", "|") + ")";
        String none = found.group(3) == null ? "" : "|none";
        return orElsewhere(text("^\\s*(" + word + "(\\s*,\\s*" + word + ")*" + none + ")\\s*$"));
    }

    private static ObjectNode orElsewhere(ObjectNode schema) {
        return any(schema, elsewhere());
    }

    private static ObjectNode any(ObjectNode... schemas) {
        ObjectNode any = node();
        ArrayNode all = any.putArray("anyOf");
        Arrays.stream(schemas).forEach(all::add);
        return any;
    }

    private static ObjectNode text(String pattern) {
        return node().put("type", "string").put("pattern", pattern);
    }

    private static ObjectNode elsewhere() {
        return node().put("$ref", "#/$defs/elsewhere");
    }

    private static ObjectNode node() {
        return JsonNodeFactory.instance.objectNode();
    }
}
