package textmill.topology.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import textmill.runtime.engine.InferenceEngine;
import textmill.runtime.engine.Outcome;
import textmill.runtime.task.Task;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.Windowed;
import textmill.runtime.text.TextInput;
import textmill.topology.console.Neighbours.Neighbour;
import textmill.topology.http.Page;
import textmill.topology.http.PageAnswer;
import textmill.topology.http.PageRequest;
import textmill.topology.result.Picture;
import textmill.topology.result.ResultTypes;

/** Computes a text that somebody typed, by all tasks of a pipeline. It goes to no topic and is not kept. One at a time. */
final class TryPage implements Page {
    private static final int LONGEST_BODY = 32 * 1024;
    private static final long PATIENCE_SECONDS = 10;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final InferenceEngine engine;
    private final Known known;
    private final Semaphore one = new Semaphore(1);

    TryPage(InferenceEngine engine, Known known) {
        this.engine = engine;
        this.known = known;
    }

    @Override
    public int longestBody() {
        return LONGEST_BODY;
    }

    @Override
    public PageAnswer answer(PageRequest request) {
        if (!request.method().equals("POST")) {
            return Answers.refused(405, "expected a POST").with("Allow", "POST");
        }
        return Answers.refusalOfPost(request).orElseGet(() -> answer(request.body()));
    }

    private PageAnswer answer(byte[] body) {
        JsonNode asked;
        try {
            asked = JSON.readTree(body);
        } catch (IOException e) {
            return Answers.refused(400, "expected JSON");
        }
        PipelineWatch watch = known.watch(asked.path("pipeline").asText("")).orElse(null);
        if (!asked.path("text").isTextual() || watch == null || watch.tasks().isEmpty()) {
            return Answers.refused(400, "expected a text, and a pipeline that computes something");
        }
        if (!one.tryAcquire()) {
            return Answers.refused(429, "another text is being tried");
        }
        try {
            return compute(watch, asked);
        } finally {
            one.release();
        }
    }

    private PageAnswer compute(PipelineWatch watch, JsonNode asked) {
        JsonNode second = asked.path("pair");
        String pair = second.isTextual() && !second.asText().isEmpty() ? second.asText() : null;
        TextInput input = new TextInput(asked.path("text").asText(), pair, null);
        long began = System.nanoTime();
        try {
            Outcome outcome = engine.submit(input, watch.tasks(), Duration.ZERO)
                    .toCompletableFuture()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return told(watch, outcome, (System.nanoTime() - began) / 1e6);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answers.refused(503, "Textmill is stopping");
        } catch (ExecutionException | TimeoutException e) {
            return Answers.refused(503, "the engine did not answer");
        }
    }

    private PageAnswer told(PipelineWatch watch, Outcome outcome, double millis) {
        if (outcome instanceof Outcome.Failure failure) {
            return Answers.refused(422, "task " + failure.task() + ": " + failure.message());
        }
        Outcome.Success success = (Outcome.Success) outcome;
        List<Picture> pictures = new ArrayList<>();
        List<Task> tasks = watch.tasks();
        for (int i = 0; i < tasks.size(); i++) {
            TaskResult whole = Windowed.whole(success.results().get(i));
            pictures.add(ResultTypes.picture(tasks.get(i).type(), whole));
        }
        return Answers.json(json -> {
            json.writeStartObject();
            json.writeFieldName("millis");
            Json.number(json, millis);
            json.writeNumberField("tokens", success.tokens());
            json.writeBooleanField("truncated", success.flags().truncated());
            json.writeArrayFieldStart("results");
            for (int i = 0; i < pictures.size(); i++) {
                json.writeStartObject();
                json.writeStringField("task", known.tasks(watch.name()).get(i));
                TextJson.picture(json, pictures.get(i), true, Integer.MAX_VALUE);
                json.writeEndObject();
            }
            json.writeEndArray();
            Neighbour nearest = nearest(watch, pictures);
            if (nearest != null) {
                TextJson.nearest(json, nearest, Integer.MAX_VALUE);
            }
            json.writeEndObject();
        });
    }

    private @org.jspecify.annotations.Nullable Neighbour nearest(PipelineWatch watch, List<Picture> pictures) {
        for (Picture picture : pictures) {
            if (picture.vector() != null) {
                return known.neighbours()
                        .nearest(picture.vector(), watch.name(), Long.MAX_VALUE)
                        .orElse(null);
            }
        }
        return null;
    }
}
