package textmill.models.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Models of the Hugging Face hub, in the cache that the Python libraries use. What is there already is checked by its hashes
 * and not fetched again; without the hub, what is there is used.
 */
public final class HubModels {
    private static final Logger LOG = LoggerFactory.getLogger(HubModels.class);
    private static final int MOST_TRIES = 5;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

    private final HubSettings settings;
    private final Duration firstPause;

    /** @param firstPause before something that failed is tried again; then twice as long, and so on */
    HubModels(HubSettings settings, Duration firstPause) {
        this.settings = settings;
        this.firstPause = firstPause;
    }

    /** As the environment variables of the {@code huggingface_hub} library say. */
    public static HubModels ofEnvironment() {
        return of(System.getenv());
    }

    /**
     * As variables of such names say.
     *
     * @throws HubException for an endpoint or a token that cannot be one
     */
    public static HubModels of(Map<String, String> environment) {
        String home = environment.getOrDefault("HOME", System.getProperty("user.home", "."));
        return new HubModels(HubSettings.of(environment, home), FIRST_PAUSE);
    }

    /** True if a name is meant for the hub. */
    public static boolean isOne(String name) {
        return name.startsWith(HubReference.SCHEME);
    }

    /**
     * What a model is called: its name without owner and revision.
     *
     * @throws HubException if the name has another form
     */
    public static String nameOf(String name) {
        String id = HubReference.parse(name).id();
        return id.substring(id.indexOf('/') + 1);
    }

    /**
     * The directory of a model, its files fetched if need be.
     *
     * @param name {@code hf://owner/name} or {@code hf://owner/name@revision}
     * @param modelFile the ONNX file that the user states, or null for the usual one
     * @return must not be changed
     * @throws HubException if it cannot be had
     */
    public Path resolve(String name, @Nullable String modelFile) {
        HubReference reference = HubReference.parse(name);
        HubCache cache = new HubCache(settings.cache(), reference);
        try {
            if (settings.offline()) {
                return cached(reference, cache, "HF_HUB_OFFLINE is set");
            }
            HubClient client = new HubClient(settings, reference);
            HubClient.Listing listing;
            try {
                listing = client.list();
            } catch (IOException e) {
                LOG.warn("{}: the hub at {} cannot be asked ({})", reference, settings.endpoint(), said(e));
                return cached(
                        reference, cache, "the hub at " + settings.endpoint() + " cannot be asked (" + said(e) + ")");
            }
            Fetch fetch = new Fetch(client, cache, listing.commit(), new Retry(MOST_TRIES, firstPause));
            cache.alone(() -> {
                fetch(fetch, new HubFiles(reference, listing.files()), modelFile);
                cache.note(listing.commit());
            });
            return cache.snapshot(listing.commit());
        } catch (IOException e) {
            throw new HubException(
                    reference + ": expected to fetch it to " + settings.cache() + ", found " + said(e)
                            + "; try again, or name another directory with HF_HOME",
                    e);
        }
    }

    static String said(Exception e) {
        return e instanceof Refusals.Unavailable
                ? String.valueOf(e.getMessage())
                : e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage());
    }

    private static Path cached(HubReference reference, HubCache cache, String why) throws IOException {
        Path known = cache.known();
        if (known == null) {
            throw new HubException(reference + ": expected it in the cache, as " + why + ", found nothing there;"
                    + " fetch it once while the hub can be reached");
        }
        return known;
    }

    private void fetch(Fetch fetch, HubFiles files, @Nullable String modelFile) throws IOException {
        List<String> modules = new ArrayList<>();
        if (files.has(HubFiles.MODULES)) {
            JsonNode listed =
                    new ObjectMapper().readTree(fetch.file(HubFiles.MODULES).toFile());
            listed.forEach(module -> modules.add(module.path("path").asText()));
        }
        for (String file : files.needed(modules, modelFile)) {
            fetch.file(file);
        }
    }

    /** Fetching files of one commit. */
    private record Fetch(HubClient client, HubCache cache, String commit, Retry retry) {
        Path file(String name) throws IOException {
            Path pointer = cache.pointer(commit, name);
            if (HubCache.isIntact(pointer)) {
                return pointer;
            }
            HubClient.Facts facts = retry.run(name, () -> client.facts(commit, name));
            Path blob = cache.blob(facts.etag());
            if (!Files.isRegularFile(blob) || !HubCache.hasHash(blob, facts.etag())) {
                fetch(name, facts, blob);
            }
            cache.link(pointer, blob);
            return pointer;
        }

        private void fetch(String name, HubClient.Facts facts, Path blob) throws IOException {
            LOG.info("Fetching {} ({} bytes)", name, facts.size() < 0 ? "unknown" : facts.size());
            Path part = cache.part(facts.etag());
            HubCache.createParent(part);
            retry.run(name, () -> {
                if (!Files.exists(part) || Files.size(part) != facts.size()) {
                    client.fetch(commit, name, part);
                }
                check(name, facts, part);
                return part;
            });
            Files.move(part, blob, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }

        private static void check(String name, HubClient.Facts facts, Path part) throws IOException {
            long size = Files.size(part);
            if (facts.size() >= 0 && size < facts.size()) {
                throw new IOException(name + " ended after " + size + " of " + facts.size() + " bytes");
            }
            if ((facts.size() >= 0 && size > facts.size()) || !HubCache.hasHash(part, facts.etag())) {
                Files.delete(part);
                throw new IOException(name + " does not have the hash that the hub tells, " + facts.etag());
            }
        }
    }
}
