package textmill.topology.delivery;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.Windowed;

/** Makes the record of a task's result, or one for each window of the text. */
final class ResultMaker implements Output.Maker {
    private final Outlet.Writer writer;
    private final int index;

    ResultMaker(Outlet.Writer writer, int index) {
        this.writer = writer;
        this.index = index;
    }

    @Override
    public byte[] make(Output.Computed computed, Headers headers) {
        return write(computed, headers, computed.text().results().get(index));
    }

    private byte[] write(Output.Computed computed, Headers headers, TaskResult result) {
        return writer.write(computed.origin(), headers, computed.text(), result);
    }

    @Override
    public List<Output.Maker> parts(Output.Computed computed) {
        if (!writer.writesWindows() || !(computed.read().get(index) instanceof Windowed windowed)) {
            return List.of(this);
        }
        List<Output.Maker> parts = new ArrayList<>();
        List<Windowed.Part> windows = windowed.windows();
        for (int i = 0; i < windows.size(); i++) {
            Windowed.Part window = windows.get(i);
            int number = i;
            parts.add((all, headers) -> {
                put(headers, WindowHeaders.NUMBER, number);
                put(headers, WindowHeaders.COUNT, windows.size());
                put(headers, WindowHeaders.START, window.start());
                put(headers, WindowHeaders.END, window.end());
                return write(all, headers, window.result());
            });
        }
        return parts;
    }

    private static void put(Headers headers, String name, int value) {
        headers.remove(name);
        headers.add(name, String.valueOf(value).getBytes(US_ASCII));
    }
}
