package textmill.benchmarks.device;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import textmill.runtime.device.Device;

/** Asks {@code nvidia-smi}, five times a second, how busy a GPU is. Where there is none, nothing is measured. */
public final class GpuSampler implements AutoCloseable {
    private final Process process;
    private final List<Sample> samples = new ArrayList<>();
    private final Thread reader;

    /**
     * One look at a GPU.
     *
     * @param busyPercent share of the last interval in which a kernel ran
     * @param megabytes memory in use, all processes
     */
    public record Sample(double busyPercent, double megabytes) {
        static Optional<Sample> parse(String line) {
            String[] cells = line.split(",", -1);
            try {
                return cells.length == 2
                        ? Optional.of(
                                new Sample(Double.parseDouble(cells[0].strip()), Double.parseDouble(cells[1].strip())))
                        : Optional.empty();
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        }
    }

    private GpuSampler(Process process) {
        this.process = process;
        this.reader = new Thread(this::read, "gpu-sampler");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts to look, if there is something to look at. */
    public static Optional<GpuSampler> start(Device device) {
        if (device.kind() == Device.Kind.CPU) {
            return Optional.empty();
        }
        try {
            return Optional.of(new GpuSampler(new ProcessBuilder(
                            "nvidia-smi",
                            "--query-gpu=utilization.gpu,memory.used",
                            "--format=csv,noheader,nounits",
                            "--id=" + device.index(),
                            "--loop-ms=200")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Optional<Sample> sample = Sample.parse(line);
                synchronized (samples) {
                    sample.ifPresent(samples::add);
                }
            }
        } catch (IOException e) {
            // the process was ended
        }
    }

    /** The samples since the last call. */
    public List<Sample> take() {
        synchronized (samples) {
            List<Sample> taken = List.copyOf(samples);
            samples.clear();
            return taken;
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
