package textmill.topology.console;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import textmill.topology.http.PageAnswer;
import textmill.topology.result.Picture;

/** What the page asks for. */
final class Api {
    private static final int ROWS = 60;
    private static final Set<String> EVENTS = Set.of("flow", "texts", "points", "failures");

    private final Known known;
    private final Flow flow;
    private final Viewers viewers;

    Api(Known known, Flow flow, Viewers viewers) {
        this.known = known;
        this.flow = flow;
        this.viewers = viewers;
    }

    PageAnswer answer(String path, Query query) {
        return switch (path) {
            case "flow" -> Answers.json(json -> FlowJson.history(json, flow));
            case "texts" -> texts(query);
            case "text" -> text(query);
            case "map" -> map(query);
            case "failures" -> failures();
            case "models" ->
                Answers.json(json -> ModelJson.write(json, flow.sources().engine(), known));
            case "card" -> card(query);
            case "events" -> events(query);
            default -> Answers.refused(404, "there is nothing here");
        };
    }

    private PageAnswer texts(Query query) {
        Optional<String> pipeline = query.text("pipeline");
        Optional<String> label = query.text("label");
        boolean flagged = query.flag("flagged");
        boolean alarms = query.flag("alarms");
        double least = query.number("score", 0);
        Predicate<KnownText> wanted =
                text -> (pipeline.isEmpty() || pipeline.get().equals(text.pipeline()))
                        && (!flagged || text.isFlagged())
                        && (!alarms || text.isAlarm())
                        && (label.isEmpty() || has(text, label.get()))
                        && (least <= 0 || text.pictures().stream().anyMatch(picture -> picture.score() >= least));
        List<KnownText> found = known.texts().latest(ROWS, wanted);
        return Answers.json(json -> {
            json.writeStartArray();
            for (KnownText text : found) {
                known.row(json, text);
            }
            json.writeEndArray();
        });
    }

    private static boolean has(KnownText text, String label) {
        for (Picture picture : text.pictures()) {
            if (picture.marks().stream().anyMatch(mark -> mark.label().equals(label))
                    || (!picture.labels().isEmpty()
                            && picture.labels().get(0).name().equals(label))) {
                return true;
            }
        }
        return false;
    }

    private PageAnswer text(Query query) {
        return known.texts()
                .find((long) query.number("id", -1))
                .map(text -> Answers.json(json -> TextJson.whole(
                        json,
                        text,
                        known.tasks(text.pipeline()),
                        known.neighbours().of(text))))
                .orElseGet(() -> Answers.refused(404, "newer texts have taken its place"));
    }

    private PageAnswer map(Query query) {
        String pipeline = query.text("pipeline").orElse("");
        if (known.watch(pipeline).isEmpty()) {
            return Answers.refused(404, "no pipeline has this name");
        }
        return Answers.json(json -> MapJson.whole(json, known, pipeline, System.currentTimeMillis()));
    }

    private PageAnswer failures() {
        List<KnownFailure> latest = known.failures().latest(ROWS, failure -> true);
        return Answers.json(json -> {
            json.writeStartArray();
            for (KnownFailure failure : latest) {
                FailureJson.write(json, failure, known.command(failure));
            }
            json.writeEndArray();
        });
    }

    private PageAnswer card(Query query) {
        return query.text("model")
                .flatMap(name -> ModelJson.card(flow.sources().engine(), name))
                .map(card -> Answers.json(json -> json.writeString(card)))
                .orElseGet(() -> Answers.refused(404, "this model has no card"));
    }

    private PageAnswer events(Query query) {
        List<String> wanted = List.of(query.text("want").orElse("flow").split(",", -1)).stream()
                .filter(EVENTS::contains)
                .distinct()
                .toList();
        if (!viewers.hasRoom()) {
            return Answers.refused(503, Viewers.MOST + " pages are open, which is the most");
        }
        return Answers.guarded(
                PageAnswer.stream("text/event-stream", stream -> viewers.add(stream, Set.copyOf(wanted))));
    }
}
