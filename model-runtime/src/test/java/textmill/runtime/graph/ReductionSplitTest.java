package textmill.runtime.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReductionSplitTest {
    private final Path directory;

    ReductionSplitTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private GraphNode reduction(String operator, boolean keeps, long... axes) throws IOException {
        ProtobufWriter list = new ProtobufWriter().text(1, "axes").number(20, 7);
        for (long axis : axes) {
            list.number(8, axis);
        }
        ProtobufWriter node = new ProtobufWriter().text(1, "x").text(2, "y").text(4, operator);
        if (axes.length > 0) {
            node.message(5, list);
        }
        node.message(
                5,
                new ProtobufWriter()
                        .text(1, "keepdims")
                        .number(3, keeps ? 1 : 0)
                        .number(20, 2));
        Path file = Files.write(directory.resolve("node"), node.toBytes());
        try (FileChannel channel = FileChannel.open(file)) {
            return GraphNode.read(new ProtobufReader(channel), channel.size());
        }
    }

    private static List<String> outputs(List<GraphNode> nodes) {
        return nodes.stream().map(GraphNode::output).toList();
    }

    @Test
    void shouldTakeApartWhatHasAxesOfItsOwn() throws IOException {
        List<GraphNode> parts = ReductionSplit.apply(List.of(reduction("ReduceLogSumExp", false, 1)), 17);

        assertThat(outputs(parts))
                .containsExactly("y/largest", "y/below", "y/powers", "y/sum/axes", "y/sum", "y/log", "y/whole", "y");
        assertThat(outputs(ReductionSplit.apply(List.of(reduction("ReduceLogSumExp", true, -1)), 13)))
                .endsWith("y/log", "y");
        assertThat(outputs(ReductionSplit.apply(List.of(reduction("ReduceLogSum", false, 1)), 15)))
                .containsExactly("y/sum/axes", "y/sum", "y");
        assertThat(outputs(ReductionSplit.apply(List.of(reduction("ReduceL1", false, 1)), 15)))
                .containsExactly("y/sizes", "y/axes", "y");
    }

    @Test
    void shouldLeaveWhatIsReadAsItIsMeant() throws IOException {
        for (GraphNode node : List.of(
                reduction("ReduceLogSumExp", false),
                reduction("ReduceMean", false, 1),
                reduction("ReduceL2", false, 1))) {
            assertThat(ReductionSplit.apply(List.of(node), 17)).containsExactly(node);
        }
        GraphNode node = reduction("ReduceLogSumExp", false, 1);
        assertThat(ReductionSplit.apply(List.of(node), 12)).containsExactly(node);
        assertThat(ReductionSplit.apply(List.of(node), 18)).containsExactly(node);
    }
}
