package textmill.cli.run;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import textmill.cli.model.ModelNames;
import textmill.models.BundledModelException;
import textmill.models.hub.HubException;
import textmill.models.hub.HubModels;
import textmill.topology.ModelResolver;
import textmill.topology.config.ConfigException;

/** The models that a configuration names: bundled ones, directories, and those of the hub. */
public final class NamedModels implements ModelResolver {
    @Override
    public Path resolve(String model) {
        return resolve(model, null);
    }

    @Override
    public Path resolve(String model, @Nullable String file) {
        try {
            return ModelNames.resolve(model, file);
        } catch (BundledModelException | HubException e) {
            throw new ConfigException(List.of(String.valueOf(e.getMessage())));
        }
    }

    @Override
    public String nameOf(String model) {
        return HubModels.isOne(model) ? HubModels.nameOf(model) : ModelResolver.super.nameOf(model);
    }
}
