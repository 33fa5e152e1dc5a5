package textmill.topology.config;

import java.util.Collection;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts variables of the environment where a value names them: {@code ${NAME}} or {@code ${env:NAME}}. {@code $${NAME}} is
 * the text {@code ${NAME}}. What other configuration providers of Kafka would resolve is left to them.
 */
final class Variables {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\$\\{|\\$\\{(?:env:)?([A-Za-z_][A-Za-z0-9_]*)}");

    private final Function<String, @Nullable String> environment;

    Variables(Function<String, @Nullable String> environment) {
        this.environment = environment;
    }

    static Variables ofTheEnvironment() {
        return new Variables(System::getenv);
    }

    Written replace(Written setting, Collection<String> problems) {
        Matcher found = VARIABLE.matcher(setting.value());
        StringBuilder value = new StringBuilder();
        while (found.find()) {
            String name = found.group(1);
            String put = name == null ? "${" : environment.apply(name);
            if (put == null) {
                problems.add(setting.named() + ": the environment has no variable " + name + ": set it, or write $${"
                        + name + "} for the text itself.");
                return new Written(setting.name(), Written.UNKNOWN, setting.shown(), setting.place());
            }
            found.appendReplacement(value, Matcher.quoteReplacement(put));
        }
        found.appendTail(value);
        return new Written(setting.name(), value.toString(), setting.shown(), setting.place());
    }
}
