package textmill.cli.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import textmill.runtime.task.TaskType;
import textmill.runtime.task.TaskTypes;
import textmill.topology.result.ResultType;
import textmill.topology.result.ResultTypes;

class ResultViewsTest {
    @Test
    void shouldKnowTheKindsThatTheOtherModulesKnow() {
        List<String> kinds = TaskTypes.all().stream().map(TaskType::name).toList();
        assertThat(ResultViews.all()).extracting(ResultView::name).containsExactlyElementsOf(kinds);
        assertThat(ResultTypes.ALL).extracting(type -> type.kind().name()).containsExactlyElementsOf(kinds);
    }

    @Test
    void shouldShowTheRecordOfEveryKind() {
        for (ResultType type : ResultTypes.ALL) {
            SpecificRecord record = type.empty();
            String first = ResultTypes.ALL.stream()
                    .filter(other -> other.empty().getClass() == record.getClass())
                    .findFirst()
                    .orElseThrow()
                    .kind()
                    .name();
            assertThat(ResultViews.isResult(record)).isTrue();
            assertThat(ResultViews.line(record).orElseThrow()).startsWith("0@0").contains(first);
        }
    }
}
