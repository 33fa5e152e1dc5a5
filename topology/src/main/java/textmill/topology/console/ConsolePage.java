package textmill.topology.console;

import textmill.topology.http.Page;
import textmill.topology.http.PageAnswer;
import textmill.topology.http.PageRequest;

/** Everything behind {@code /console/} that is asked by GET. */
final class ConsolePage implements Page {
    private static final String API = "api/";

    private final Assets assets;
    private final Api api;

    ConsolePage(Assets assets, Api api) {
        this.assets = assets;
        this.api = api;
    }

    @Override
    public PageAnswer answer(PageRequest request) {
        String path = request.path().substring(Console.PATH.length());
        if (!path.startsWith(API)) {
            return assets.find(path).orElseGet(() -> Answers.refused(404, "there is nothing here"));
        }
        return Answers.refusalOfStrangers(request)
                .orElseGet(() -> api.answer(path.substring(API.length()), Query.of(request.query())));
    }
}
