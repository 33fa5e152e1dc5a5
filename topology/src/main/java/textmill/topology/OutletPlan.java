package textmill.topology;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import textmill.runtime.engine.Outcome;
import textmill.runtime.task.TaskResult;
import textmill.topology.BoundTask.BoundRoute;
import textmill.topology.config.DeadLetterKeys;
import textmill.topology.config.PipelineConfig;
import textmill.topology.config.RedactionSettings;
import textmill.topology.deadletter.DeadLetters;
import textmill.topology.deadletter.Origin;
import textmill.topology.decode.InputFormat;
import textmill.topology.delivery.Outlet;
import textmill.topology.delivery.Outlets;
import textmill.topology.delivery.Output;
import textmill.topology.judging.Judging;
import textmill.topology.redaction.RecordRedaction;
import textmill.topology.result.ResultSerializer;
import textmill.topology.result.ResultSource;
import textmill.topology.result.ResultType;
import textmill.topology.topics.KnownTopics;

/** Where the records of one pipeline go: results of its tasks, their routes, redacted records and dead letters. */
final class OutletPlan {
    private final PipelineConfig pipeline;
    private final List<BoundTask> tasks;
    private final KnownTopics topics;
    private final ResultSerializer serializer;
    private final Judging.Surroundings judging;

    /** @param judging what is known of topics, and what writes records */
    OutletPlan(PipelineConfig pipeline, List<BoundTask> tasks, Judging.Surroundings judging) {
        this.pipeline = pipeline;
        this.tasks = tasks;
        this.topics = judging.topics();
        this.serializer = judging.serializer();
        this.judging = judging;
    }

    /** @param format how texts are found in records, and replaced */
    Outlets outlets(InputFormat format) {
        List<Output> further = new ArrayList<>();
        for (int i = 0; i < tasks.size(); i++) {
            for (BoundRoute route : tasks.get(i).routes()) {
                further.add(route(tasks.get(i), route, i));
            }
        }
        pipeline.redaction().ifPresent(settings -> further.add(redacted(settings, format)));
        String letters = pipeline.deadLetterTopic();
        DeadLetters.Contents contents =
                new DeadLetters.Contents(pipeline.deadLettersKeepValues(), pipeline.get(DeadLetterKeys.STACKTRACE));
        List<Outlet> results = tasks.stream().map(this::outlet).toList();
        return new Outlets(
                pipeline.name(),
                results,
                further,
                pipeline.anomalies().map(plan -> new Judging(pipeline, plan, judging).following(results)),
                new Outlets.DeadLetterOutlet(
                        pipeline.nodeName("dead-letters"),
                        letters,
                        new DeadLetters(pipeline.name(), topics.watch(letters), contents, Clock.systemUTC())));
    }

    private Outlet outlet(BoundTask task) {
        String topic = task.settings().topic();
        task.checkWindows(topics.of(topic));
        return new Outlet(
                task.settings().name(),
                task.task(),
                pipeline.nodeName(task.settings().name() + "-results"),
                topic,
                topics.watch(topic),
                writer(task, topic));
    }

    private Outlet.Writer writer(BoundTask task, String topic) {
        ResultType.Records records = task.type().records(task.options());
        boolean windows = task.writesWindows();
        return new Outlet.Writer() {
            @Override
            public byte[] write(Origin origin, Headers headers, Outcome.Success text, TaskResult result) {
                return serializer.serialize(
                        topic, headers, records.of(new ResultSource(origin, task.task(), text), result));
            }

            @Override
            public boolean writesWindows() {
                return windows;
            }
        };
    }

    /** The same record as the task's own topic gets, under the subject of this one. */
    private Output route(BoundTask task, BoundRoute route, int index) {
        String name = task.settings().name() + "-route-" + route.settings().name();
        String topic = route.settings().topic();
        Outlet.Writer writer = writer(task, topic);
        return new Output(
                "route " + route.settings().name() + " of task "
                        + task.settings().name(),
                pipeline.nodeName(name),
                topic,
                topics.watch(topic),
                (computed, headers) -> {
                    var result = computed.text().results().get(index);
                    return route.holds().test(result)
                            ? writer.write(computed.origin(), headers, computed.text(), result)
                            : null;
                });
    }

    private Output redacted(RedactionSettings settings, InputFormat format) {
        Optional<RecordRedaction.ModelEntities> entities = settings.entities().map(wanted -> {
            int index = 0;
            while (!tasks.get(index).settings().name().equals(wanted.task())) {
                index++;
            }
            return new RecordRedaction.ModelEntities(index, tasks.get(index).type(), wanted.labels(), wanted.unseen());
        });
        return new Output(
                "redaction",
                pipeline.nodeName("redacted"),
                settings.topic(),
                topics.watch(settings.topic()),
                new RecordRedaction(settings, format.replacer(), entities));
    }
}
