package textmill.topology.metrics;

import java.util.Locale;

/** What tells values of one metric apart. */
enum Label {
    PIPELINE("Name of the pipeline; absent if it has none."),
    APPLICATION("The pipeline's `application.id`, which is its consumer group."),
    TOPIC("Name of a topic."),
    PARTITION("Number of a partition."),
    ENDING("`result`, `tombstone`, `skip`, `returned` or `dead-letter`."),
    REASON("Code of the [reason](dead-letter-reasons.md); those that did not occur are there with 0."),
    JUDGEMENT("`warming`, `usual`, `alarm`, `repeat` or `fine`."),
    FEEDBACK("`fine`, `right`, `unknown`, `passed-on` or `unreadable`."),
    TASK("Name of the task."),
    KIND("Kind of the task."),
    MODEL("Name of the model."),
    FINGERPRINT("Hash of what decides the task's results: files, precision, runtime, kind of device."),
    DEVICE("`cpu`, `cuda:0` and the like."),
    RUNTIME("The library that runs the model, and its version."),
    PRECISION(
            "`bf16` and the like where OpenVINO computes, `int8` for a quantised graph, else `file`: what the model's file has."),
    SINCE(
            "`create` or `append`: the record's timestamp, whichever the topic has (`message.timestamp.type`), the other one is nowhere to be had; `read`: when this process read it."),
    OUTCOME(
            "`answer`, `refusal` (no such schema, or not taken) or `failure` (no verdict: no connection, a time-out, an error)."),
    VERSION("Textmill's version."),
    KAFKA("Version of Kafka's clients."),
    JAVA("Version of Java."),
    PROVIDER("ONNX Runtime's name of an execution provider.");

    private final String meaning;

    Label(String meaning) {
        this.meaning = meaning;
    }

    /** Its name in Prometheus, and of the tag. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    String meaning() {
        return meaning;
    }
}
