package textmill.topology.redaction;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import textmill.runtime.engine.InferenceEngine;
import textmill.runtime.engine.Outcome;
import textmill.runtime.task.Task;
import textmill.runtime.task.tokenclassification.Entities;
import textmill.runtime.task.tokenclassification.TokenClassificationType;
import textmill.runtime.text.TextFlags;
import textmill.runtime.text.TextInput;

/** Finds words that begin with {@code Name}, and sees no more than {@value #LONGEST} characters. */
final class PeopleEngine implements InferenceEngine {
    static final Task TASK = new Task("people", TokenClassificationType.INSTANCE, "stub", "f");
    static final int LONGEST = 2_000;

    private static final Pattern NAME = Pattern.compile("Name[a-z]+");

    @Override
    public List<Task> tasks() {
        return List.of(TASK);
    }

    @Override
    public CompletionStage<Outcome> submit(TextInput input, List<Task> tasks, Duration maxWait) {
        String text = input.text();
        String seen = text.substring(0, Math.min(LONGEST, text.length()));
        List<Entities.Entity> entities = new ArrayList<>();
        Matcher names = NAME.matcher(seen);
        while (names.find()) {
            entities.add(new Entities.Entity("PERSON", 0.9f, names.start(), names.end(), names.group()));
        }
        return CompletableFuture.completedFuture(new Outcome.Success(
                List.of(new Entities(entities)), 5, new TextFlags(text.length() > LONGEST, text.isBlank(), false)));
    }

    @Override
    public void close() {
        // Nothing was opened.
    }
}
