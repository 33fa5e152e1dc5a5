package textmill.benchmarks.device;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import textmill.cli.console.CliException;
import textmill.runtime.batch.BatchLayout;
import textmill.runtime.batch.PaddedBatch;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.onnx.MatrixProduct;
import textmill.runtime.runner.ModelRunner;
import textmill.runtime.task.TaskSpec;

/** Keeps a device busy from several threads for a while and counts what it did. */
final class DeviceLoad {
    private final int callers;
    private final Duration duration;

    DeviceLoad(int callers, Duration duration) {
        this.callers = callers;
        this.duration = duration;
    }

    /** Tokens per second of batches of one shape, results copied to the heap as the engine does. */
    double tokensPerSecond(ModelRunner model, ModelSpec spec, int rows, int length) throws InterruptedException {
        Set<String> outputs = Set.copyOf(TaskSpec.of(spec).head().outputs());
        return perSecond(() -> {
            PaddedBatch batch = new PaddedBatch();
            BatchLayout layout = BatchLayout.of(spec);
            return () -> {
                batch.fillBlank(layout, rows, length);
                model.run(batch, outputs);
                return (double) rows * length;
            };
        });
    }

    /** Floating-point operations per second of nothing but products of matrices. */
    double operationsPerSecond(MatrixProduct product) throws InterruptedException {
        return perSecond(() -> () -> {
            product.run();
            return product.operations();
        });
    }

    /** Of work that each caller sets up for itself; a first run of each is not counted. */
    private double perSecond(Callable<Callable<Double>> work) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            List<Callable<Double>> ready = new ArrayList<>();
            for (int caller = 0; caller < callers; caller++) {
                Callable<Double> one = work.call();
                one.call();
                ready.add(one);
            }
            long began = System.nanoTime();
            long until = began + duration.toNanos();
            List<Future<Double>> counts = new ArrayList<>();
            for (Callable<Double> one : ready) {
                counts.add(threads.submit(() -> repeat(one, until)));
            }
            double sum = 0;
            for (Future<Double> count : counts) {
                sum += count.get();
            }
            return sum * 1e9 / (System.nanoTime() - began);
        } catch (InterruptedException e) {
            throw e;
        } catch (ExecutionException e) {
            throw CliException.fault("bench device: a run failed: " + e.getCause());
        } catch (Exception e) {
            throw CliException.fault("bench device: a run failed: " + e);
        } finally {
            threads.shutdownNow();
        }
    }

    private static double repeat(Callable<Double> one, long until) throws Exception {
        double sum = 0;
        do {
            sum += one.call();
        } while (System.nanoTime() < until);
        return sum;
    }
}
