package dev.loopline.benchmarks.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.HdrHistogram.Histogram;

/** Made-up results. Nothing here was measured. */
final class Samples {
    static final Scenario UNARY = new Scenario(
            "unary 64 B, one caller",
            "One thread calls and waits for the answer before it calls again; 64 bytes each way, over one connection.",
            "us",
            false,
            "socket, spinning");
    static final Contender FLOOR = floor("socket, spinning");
    static final Contender DIRECT = loopline("Loopline, direct");
    static final Contender GRPC = peer("grpc-java, direct");
    static final Contender JEROMQ = peer("JeroMQ");

    private Samples() {}

    static Contender floor(String name) {
        return new Contender(name, "made up", "TCP_NODELAY", Contender.Role.FLOOR);
    }

    static Contender loopline(String name) {
        return new Contender(name, "made up", "handlers on the event loop", Contender.Role.LOOPLINE);
    }

    static Contender peer(String name) {
        return new Contender(name, "made up", "", Contender.Role.PEER);
    }

    static Measurement of(Scenario scenario, Contender contender, Double... rounds) {
        return new Measurement(scenario, contender, List.of(1L, 2L), List.of(rounds));
    }

    static Measurement unary(Contender contender, Double... rounds) {
        return of(UNARY, contender, rounds);
    }

    static Run run(Measurement... measurements) {
        return run(List.of(measurements));
    }

    static Run run(List<Measurement> measurements) {
        return Run.of(
                measurements,
                new Machine(Map.of())
                        .with("CPU", "a processor that does not exist")
                        .with("cores", "2"),
                List.of(new Run.Command("Loopline, server", "java -cp 'a b/*' Server --port 0")),
                List.of("made up, to show what a report looks like: nothing here was measured"),
                "0000000",
                Instant.parse("2026-01-31T12:00:00Z"));
    }

    /** {@return a run with everything that a report can show} */
    static Run everything() {
        Random random = new Random(1);
        Scenario load = new Scenario(
                "unary 64 B, open loop",
                "Calls arrive at a fixed rate, whether or not those before are done; 64 bytes each way, over one connection.",
                "calls/s",
                true,
                "Netty echo");
        Scenario stream = new Scenario(
                "server stream 64 B",
                "One server sends messages of 64 bytes as fast as the client takes them.",
                "messages/s",
                true,
                null);
        List<Measurement> all = new ArrayList<>();
        String[] names = {
            "socket, spinning",
            "socket, blocking",
            "Netty echo",
            "Loopline, direct",
            "Loopline, default",
            "grpc-java, direct",
            "grpc-java, default",
            "RSocket",
            "JeroMQ",
            "NATS"
        };
        double[] micros = {14, 80, 31, 20, 29, 141, 245, 110, 108, 326};
        double[] rates = {0, 0, 1_220_000, 1_900_000, 700_000, 99_000, 17_000, 218_000, 463_000, 64_000};
        double[] streams = {0, 0, 0, 5_100_000, 4_900_000, 740_000, 700_000, 650_000, 3_050_000, 1_060_000};
        for (int i = 0; i < names.length; i++) {
            Contender contender = i < 3 ? floor(names[i]) : i < 5 ? loopline(names[i]) : peer(names[i]);
            all.add(of(UNARY, contender, rounds(random, micros[i]))
                    .withPercentiles(curve(random, micros[i]))
                    .withCosts(costs(micros[i])));
            if (rates[i] > 0) {
                all.add(of(load, contender, rounds(random, rates[i])).withLoad(steps(rates[i], micros[i])));
            }
            if (streams[i] > 0) {
                all.add(of(stream, contender, rounds(random, streams[i])));
            }
        }
        return run(all);
    }

    private static Double[] rounds(Random random, double median) {
        Double[] rounds = new Double[5];
        for (int i = 0; i < rounds.length; i++) {
            rounds[i] = median * Math.exp(0.08 * random.nextGaussian());
        }
        return rounds;
    }

    private static PercentileCurve curve(Random random, double micros) {
        Histogram nanos = new Histogram(3);
        for (int i = 0; i < 20_000; i++) {
            double tail = random.nextInt(200) == 0 ? 10 * random.nextDouble() : 1;
            nanos.recordValue((long) (1_000 * micros * tail * Math.exp(0.15 * random.nextGaussian())));
        }
        return PercentileCurve.of(nanos, 1_000, "us");
    }

    private static List<LoadStep> steps(double most, double micros) {
        List<LoadStep> steps = new ArrayList<>();
        for (double part : new double[] {0.1, 0.25, 0.5, 0.75, 0.9, 1.1}) {
            double queue = micros / Math.max(0.02, 1 - part);
            steps.add(new LoadStep(most * part, most * Math.min(1, part), queue, 4 * queue, 15 * queue));
        }
        return steps;
    }

    private static Costs costs(double micros) {
        return new Costs(new Costs.Side(micros * 0.8, 1.0, 180.0, 90.5), new Costs.Side(micros * 0.5, 0.9, null, 85.0));
    }
}
