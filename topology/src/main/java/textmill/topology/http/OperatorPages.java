package textmill.topology.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import textmill.topology.metrics.ScrapeFormat;

/**
 * What every endpoint answers; asked at every request.
 *
 * @param metrics as the format says that a request wants
 * @param info what runs, as JSON
 * @param live down: restart the process
 * @param ready down: the process waits for something
 */
public record OperatorPages(
        Function<ScrapeFormat, byte[]> metrics,
        Supplier<String> info,
        Supplier<Condition> live,
        Supplier<Condition> ready) {
    private static final String JSON = "application/json";

    /** The pages by their paths. */
    public Map<String, Page> byPath() {
        Map<String, Page> pages = new LinkedHashMap<>();
        pages.put("/metrics", request -> {
            ScrapeFormat format = ScrapeFormat.of(request.headers().get("accept"));
            return PageAnswer.of(200, format.contentType(), metrics.apply(format));
        });
        pages.put("/info", request -> PageAnswer.text(200, JSON, info.get()));
        pages.put("/health/live", new HealthPage(live));
        pages.put("/health/ready", new HealthPage(ready));
        return pages;
    }

    /** 200 or 503. Probes of a service manager send no login: without one the reasons, which name topics, are left out. */
    private record HealthPage(Supplier<Condition> condition) implements Page {
        @Override
        public PageAnswer answer(PageRequest request) {
            Condition now = condition.get();
            return PageAnswer.text(now.isUp() ? 200 : 503, JSON, request.loggedIn() ? now.json() : now.bareJson());
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public boolean isUrgent() {
            return true;
        }
    }
}
