package dev.loopline.benchmarks.scenarios;

import dev.loopline.benchmarks.load.Child;
import dev.loopline.benchmarks.load.ProcFiles;
import dev.loopline.benchmarks.peers.IdleJvm;
import dev.loopline.benchmarks.peers.JvmOptions;
import dev.loopline.benchmarks.peers.Versions;
import dev.loopline.benchmarks.report.Contender;
import dev.loopline.benchmarks.report.Scenario;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a JVM takes of a processor that does nothing at all. For one thread. */
final class IdleJvmCell implements Cell {
    static final Contender IDLE_JVM =
            new Contender("idle JVM", Versions.java(), "waits for the end of its input", Contender.Role.FLOOR);

    @Override
    public Scenario scenario() {
        return IdleCell.SERVER_CPU;
    }

    @Override
    public Contender contender() {
        return IDLE_JVM;
    }

    @Override
    public void warmUp(long millis) {}

    @Override
    public boolean once() {
        return true;
    }

    @Override
    public Finding measure(long millis) throws Exception {
        try (Child idle = Child.start(IdleJvm.class, JvmOptions.LIVE, "")) {
            idle.answer();
            Thread.sleep(IdleCell.LONGER * millis / 3);
            double percent = percent(List.of(idle.pid()), IdleCell.LONGER * millis)[0];
            Map<Scenario, Double> figures = new LinkedHashMap<>();
            figures.put(IdleCell.SERVER_CPU, percent);
            figures.put(IdleCell.CLIENT_CPU, percent);
            return new Finding(figures, List.of(idle.pid()));
        }
    }

    /** Looks from outside, since to ask a process would wake it. Returns per cent of one processor, for each process. */
    static double[] percent(List<Long> pids, long millis) throws Exception {
        double[] nanos = new double[pids.size()];
        for (int i = 0; i < nanos.length; i++) {
            nanos[i] = ProcFiles.cpuNanos(pids.get(i));
        }
        long begin = System.nanoTime();
        Thread.sleep(millis);
        for (int i = 0; i < nanos.length; i++) {
            nanos[i] = 100 * (ProcFiles.cpuNanos(pids.get(i)) - nanos[i]) / (System.nanoTime() - begin);
        }
        return nanos;
    }
}
