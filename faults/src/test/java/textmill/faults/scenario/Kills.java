package textmill.faults.scenario;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import textmill.faults.app.AppProcess;
import textmill.faults.app.KillMoment;
import textmill.faults.report.Row;

/**
 * Kills an application again and again while it works, and starts it anew. Every other kill is a SIGKILL at a random time;
 * the others hit a send, a flush or a commit from within.
 */
public final class Kills {
    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final long SEED = 20_261_123;

    private final Scenario scenario;
    private final Plan plan;
    private final Row row;
    private final KillMoment[] moments;
    private final Random random = new Random(SEED);

    /** For one scenario. */
    public Kills(Scenario scenario, Plan plan, Row row, KillMoment... moments) {
        this.scenario = scenario;
        this.plan = plan;
        this.row = row;
        this.moments = moments;
    }

    /** Starts an application, kills it so often, spread over the records; leaves one running. */
    public void run(int kills) {
        AppProcess app = scenario.startApp();
        for (int i = 0; i < kills; i++) {
            // Spread evenly, with room at the end: what was in flight at the last kill must still be computed.
            scenario.awaitResults((long) (plan.records() * (i + 0.5) / (kills + 1)));
            if (i % 2 == 1 && moments.length > 0) {
                app.dieAt(moments[i / 2 % moments.length], LIMIT);
            } else {
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(200_000)));
                app.process().kill();
            }
            row.killed();
            app = scenario.startApp();
        }
    }
}
