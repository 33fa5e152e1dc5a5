package textmill.runtime.engine;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import textmill.runtime.batch.PaddedBatch;
import textmill.runtime.runner.HiddenStates;
import textmill.runtime.runner.LayeredRunner;
import textmill.runtime.runner.ModelOutputs;
import textmill.runtime.runner.ModelRunner;
import textmill.runtime.runner.RunFailedException;
import textmill.runtime.task.Head;
import textmill.runtime.task.Row;
import textmill.runtime.tokenize.Tokens;

/**
 * One caller of one device: takes a batch, runs it, hands out the results, again and again. A batch that fails is halved
 * until the row that fails is alone.
 */
final class DeviceWorker implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceWorker.class);

    private final int device;
    private final BatchScheduler scheduler;
    private final Completions completions;
    private final EngineCounters counters;
    private final Observers observers;
    private final PaddedBatch buffers = new PaddedBatch();
    private boolean saidSeparate;

    DeviceWorker(int device, BatchScheduler scheduler, Completions completions, Seen seen) {
        this.device = device;
        this.scheduler = scheduler;
        this.completions = completions;
        this.counters = seen.counters;
        this.observers = seen.observers;
    }

    /** Where it says what it did. */
    record Seen(EngineCounters counters, Observers observers) {}

    @Override
    public void run() {
        try {
            BatchScheduler.Batch batch = scheduler.next();
            while (!batch.texts().isEmpty()) {
                compute(batch);
                batch = scheduler.next();
            }
        } catch (InterruptedException e) {
            // Only the engine knows this thread, and it stops it by closing the scheduler.
            completions.stop(new EngineFailedException("a device thread was interrupted", e));
        } catch (DeviceLostException e) {
            completions.stop(e);
        } catch (RuntimeException | Error e) {
            completions.stop(new EngineFailedException("a device thread failed: " + e, e));
        }
    }

    private void compute(BatchScheduler.Batch batch) {
        if (batch.lane().isJoint()) {
            computeTogether(batch);
            return;
        }
        List<QueuedRow> rows = batch.rows(0);
        LoadedModel model = batch.lane().models().get(0);
        ModelOutputs outputs;
        try {
            outputs = run(model, rows, batch.alone());
        } catch (RunFailedException failure) {
            failed(model, rows, failure);
            scheduler.ended();
            return;
        }
        // Before the results go out: who waits for one may send its next text at once, and that may be alone again.
        scheduler.ended();
        complete(rows, outputs);
    }

    /** A batch of several models. What fails together is left to each model by itself, as if it shared nothing. */
    private void computeTogether(BatchScheduler.Batch batch) {
        List<LoadedModel> models = batch.lane().models();
        List<ModelOutputs> outputs = runTogether(batch);
        boolean all = outputs.size() == models.size();
        if (all) {
            scheduler.ended();
        }
        for (int i = 0; i < outputs.size(); i++) {
            complete(batch.rows(i), outputs.get(i));
        }
        for (int i = outputs.size(); i < models.size(); i++) {
            computeAgain(models.get(i), batch.rows(i));
        }
        if (!all) {
            scheduler.ended();
        }
    }

    /** What each model gives, their shared layers computed once; if a run fails, what those before it gave. */
    private List<ModelOutputs> runTogether(BatchScheduler.Batch batch) {
        List<LoadedModel> models = batch.lane().models();
        List<LayeredRunner> runners = layered(batch);
        List<ModelOutputs> outputs = new ArrayList<>();
        if (runners.isEmpty()) {
            return outputs;
        }
        models.get(0)
                .fill(buffers, batch.texts().stream().map(QueuedText::tokens).toList());
        long start = System.nanoTime();
        try (HiddenStates hidden = runners.get(0).lower().run(buffers)) {
            long shared = (System.nanoTime() - start) / models.size();
            for (int i = 0; i < models.size(); i++) {
                long began = System.nanoTime();
                LoadedModel model = models.get(i);
                outputs.add(runners.get(i).runAbove(hidden, buffers, model.outputs()));
                ran(model, new Observers.Batch(batch.rows(i), shared + System.nanoTime() - began));
            }
        } catch (RunFailedException e) {
            saySeparate(models, e);
        }
        return outputs;
    }

    private void saySeparate(List<LoadedModel> models, RunFailedException failure) {
        if (failure.kind() == RunFailedException.Kind.OUT_OF_MEMORY && !saidSeparate) {
            saidSeparate = true;
            LOG.warn(
                    "Out of memory where {} share layers, in a batch of {} padded tokens: such batches are computed by each"
                            + " model alone, which takes longer. Said once: {}",
                    models.stream().map(model -> model.spec().name()).toList(),
                    buffers.paddedTokens(),
                    failure.getMessage());
            return;
        }
        LOG.debug("Models that share layers run one by one: {}", failure.getMessage());
    }

    /** The lane's models on this device; none if they share nothing there. */
    private List<LayeredRunner> layered(BatchScheduler.Batch batch) {
        List<LoadedModel> models = batch.lane().models();
        boolean alone = batch.alone()
                && models.stream()
                        .allMatch(model -> model.mayUseLatencySession()
                                && model.runners().get(device).hasLatencySession());
        List<LayeredRunner> runners = new ArrayList<>();
        for (LoadedModel model : models) {
            LayeredRunner runner = model.runners().get(device).layered(alone);
            if (runner == null || (!runners.isEmpty() && runners.get(0).lower() != runner.lower())) {
                return List.of();
            }
            runners.add(runner);
        }
        return runners;
    }

    /** Rows whose batch failed, fewer of them or of fewer models. */
    private void computeAgain(LoadedModel model, List<QueuedRow> rows) {
        ModelOutputs outputs;
        try {
            outputs = run(model, rows, false);
        } catch (RunFailedException failure) {
            failed(model, rows, failure);
            return;
        }
        complete(rows, outputs);
    }

    private void complete(List<QueuedRow> rows, ModelOutputs outputs) {
        for (int i = 0; i < rows.size(); i++) {
            QueuedRow row = rows.get(i);
            completions.complete(row, read(row.computation.pass, row(outputs, i, row)));
        }
        outputs.close();
    }

    private ModelOutputs run(LoadedModel model, List<QueuedRow> batch, boolean alone) throws RunFailedException {
        List<Tokens> rows = new ArrayList<>(batch.size());
        for (QueuedRow row : batch) {
            rows.add(row.tokens);
        }
        model.fill(buffers, rows);
        long start = System.nanoTime();
        ModelOutputs outputs = outputs(model, alone);
        long nanos = System.nanoTime() - start;
        ran(model, new Observers.Batch(batch, nanos));
        return outputs;
    }

    private void ran(LoadedModel model, Observers.Batch batch) {
        counters.computeNanos.add(batch.nanos());
        counters.batches.increment();
        counters.rows.add(buffers.texts());
        counters.tokens.add(buffers.tokens());
        counters.paddedTokens.add(buffers.paddedTokens());
        counters.budgetTokens.add(model.limits().maxPaddedTokens());
        observers.ran(
                model,
                device,
                new EngineObserver.Size(buffers.texts(), buffers.tokens(), buffers.paddedTokens()),
                batch);
    }

    private ModelOutputs outputs(LoadedModel model, boolean alone) throws RunFailedException {
        ModelRunner runner = model.runners().get(device);
        if (alone && runner.hasLatencySession() && model.mayUseLatencySession()) {
            try {
                return runner.runForLatency(buffers, model.outputs());
            } catch (RunFailedException e) {
                // What becomes of a text must not depend on what else was there.
                LOG.debug("A run with all cores failed, again with the usual threads: {}", e.getMessage());
            }
        }
        return runner.run(buffers, model.outputs());
    }

    private void failed(LoadedModel model, List<QueuedRow> batch, RunFailedException failure) {
        // On a device that is gone every text would fail alone, and be called unusable.
        boolean lost = failure.kind() == RunFailedException.Kind.DEVICE_LOST
                || (batch.size() == 1 && !model.runners().get(device).works());
        if (lost) {
            String name = model.runners().get(device).device().toString();
            throw new DeviceLostException("device " + name + " was lost: " + failure.getMessage(), failure);
        }
        if (failure.kind() == RunFailedException.Kind.OUT_OF_MEMORY && batch.size() > 1) {
            int allowed = model.lower(buffers.paddedTokens()).maxPaddedTokens();
            LOG.warn(
                    "Out of memory in a batch of {} padded tokens of model {}; batches now hold at most {}",
                    buffers.paddedTokens(),
                    model.spec().name(),
                    allowed);
        }
        if (batch.size() == 1) {
            LOG.warn("Model {} failed on one text alone: {}", model.spec().name(), failure.getMessage());
            QueuedRow row = batch.get(0);
            int heads = row.computation.pass.heads().size();
            completions.complete(
                    row, ComputedText.refused(heads, Outcome.Reason.INFERENCE_FAILED, failure.getMessage()));
            return;
        }
        int half = batch.size() / 2;
        computeAgain(model, batch.subList(0, half));
        computeAgain(model, batch.subList(half, batch.size()));
    }

    private Row row(ModelOutputs outputs, int index, QueuedRow queued) {
        Tokens tokens = queued.tokens;
        return new Row(outputs, index, buffers.offset(tokens), tokens, queued.computation.input.text());
    }

    private static ComputedText read(ModelPass pass, Row row) {
        List<ComputedText.Answer> answers = new ArrayList<>(pass.heads().size());
        for (Head head : pass.heads()) {
            answers.add(ComputedText.Answer.of(() -> head.read(row)));
        }
        return new ComputedText(row.tokens().length(), row.tokens().flags(), answers);
    }
}
