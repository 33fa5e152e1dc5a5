package textmill.faults.scenario;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import textmill.faults.report.Row;

/** One broker and a registry for all rows that do not harm them; gives tests a {@link Site}. */
public final class SharedSite implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Site.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(SharedSite.class))
                .getOrComputeIfAbsent(
                        Site.class,
                        unused -> Site.startUnharmed(
                                Row.directory().resolve("faults").resolve("site")),
                        Site.class);
    }
}
