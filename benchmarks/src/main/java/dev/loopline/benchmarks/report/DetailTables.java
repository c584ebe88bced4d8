package dev.loopline.benchmarks.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tables of a scenario beside that of its medians. Any thread. */
final class DetailTables {
    private DetailTables() {}

    /** Adds the steps of load, folded up: the charts show the same. */
    static void load(Html html, List<Result> results) {
        html.open("details").element("summary", "The steps of load as a table");
        HtmlTable table = new HtmlTable(
                html, List.of("contender"), List.of("offered/s", "done/s", "p50 us", "p99 us", "p99.9 us"));
        for (Result result : results) {
            for (LoadStep step : result.measurement().load()) {
                table.row(result.contender());
                table.number(Figures.text(step.offeredPerSecond()));
                table.number(Figures.text(step.achievedPerSecond()));
                table.number(Figures.text(step.p50Micros()));
                table.number(Figures.text(step.p99Micros()));
                table.number(Figures.text(step.p999Micros()));
                table.endRow();
            }
        }
        table.end();
        html.close().line();
    }

    /** Adds what the contenders spent, if that was measured of any. */
    static void costs(Html html, List<Result> results) {
        if (results.stream().allMatch(result -> result.measurement().costs() == null)) {
            return;
        }
        html.element("h3", "What one costs: client + server");
        HtmlTable table = new HtmlTable(
                html,
                List.of("contender"),
                List.of("CPU us", "context switches", "allocated bytes", "resident MiB of the processes"));
        for (Result result : results) {
            Costs costs = result.measurement().costs();
            if (costs != null) {
                Costs.Side client = costs.client();
                Costs.Side server = costs.server();
                table.row(result.contender());
                table.number(both(client.cpuMicros(), server.cpuMicros()));
                table.number(both(client.contextSwitches(), server.contextSwitches()));
                table.number(both(client.allocatedBytes(), server.allocatedBytes()));
                table.number(both(client.residentMiB(), server.residentMiB()));
                table.endRow();
            }
        }
        table.end();
    }

    private static String both(@Nullable Double client, @Nullable Double server) {
        return client == null && server == null ? "" : one(client) + " + " + one(server);
    }

    private static String one(@Nullable Double value) {
        return value == null ? "?" : Figures.text(value);
    }
}
