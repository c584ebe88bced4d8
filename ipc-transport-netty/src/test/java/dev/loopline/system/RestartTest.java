package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.Certainty;
import dev.loopline.ClientState;
import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.StatusException;
import dev.loopline.call.CallOptions;
import dev.loopline.call.MethodDescriptor;
import dev.loopline.echo.EchoService;
import dev.loopline.metrics.IpcMetrics;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.testing.ChildJvm;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that are killed and started again while many clients use them. */
class RestartTest extends SystemFixture {
    private static final int CLIENTS = 8;
    private static final Duration BACK = Duration.ofSeconds(1);
    private static final Duration ALLOWANCE = Duration.ofSeconds(2); // of a machine with much else to do
    private static final CallOptions WAITING =
            CallOptions.DEFAULT.withWaitForReady().withRetry().withDeadline(PATIENCE);

    /** As the echo, but for nobody to be made twice, however often that is asked for. */
    private static final MethodDescriptor<EchoMessage, EchoMessage> ONCE = new MethodDescriptor<>(
            EchoService.UNARY.fullName(),
            EchoService.UNARY.type(),
            EchoService.UNARY.requestParser(),
            EchoService.UNARY.responseParser(),
            EchoService.UNARY.defaultDeadline(),
            false);

    private final Map<String, String> outcomes = new ConcurrentHashMap<>();
    private final List<Duration> back = Collections.synchronizedList(new ArrayList<>());
    private final AtomicBoolean goOn = new AtomicBoolean(true);

    private ChildJvm waitingServer(Path ledger) {
        ChildJvm child = later(ChildJvm.start(
                LedgerProcess.class, List.of(), directory().path().toString(), "ledger", ledger.toString()));
        child.awaitLine("waiting", PATIENCE);
        return child;
    }

    private void callAllTheTime(IpcClient client, int number) {
        for (int i = 0; goOn.get(); i++) {
            String id = number + "-" + i;
            try {
                client.call(ONCE, Echoes.text(id), WAITING);
                outcomes.put(id, "answered");
            } catch (StatusException e) {
                outcomes.put(id, e.certainty().name());
            }
        }
    }

    private void restart(int times) throws Exception {
        Path ledger = temporary.resolve("executed");
        ChildJvm server = waitingServer(ledger);
        server.send("go");
        server.awaitLine("serving .*", PATIENCE);
        List<IpcClient> clients = new ArrayList<>();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            int number = i;
            IpcClient client = later(client("ledger").connect());
            clients.add(client);
            Thread caller = new Thread(() -> callAllTheTime(client, number), "caller");
            caller.start();
            callers.add(caller);
        }

        for (int round = 0; round < times; round++) {
            ChildJvm next = waitingServer(ledger);
            server.kill9();
            server.awaitExit(PATIENCE);
            await().until(() -> clients.stream().noneMatch(IpcClient::isOpen));
            next.send("go");
            next.awaitLine("serving .*", PATIENCE);
            long begin = System.nanoTime();
            for (IpcClient client : clients) {
                await().until(client::isOpen);
                back.add(Duration.ofNanos(System.nanoTime() - begin));
            }
            server = next;
        }
        await().during(Duration.ofMillis(100)).until(() -> true);
        goOn.set(false);
        for (Thread caller : callers) {
            caller.join(PATIENCE.toMillis());
        }

        assertThatLedgerIsExact(ledger, times);
    }

    private void assertThatLedgerIsExact(Path ledger, int times) throws IOException {
        Map<String, Long> executed = Files.readAllLines(ledger).stream()
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        assertThat(executed.values()).as("executions of one call").containsOnly(1L);
        outcomes.forEach((id, outcome) -> {
            if (outcome.equals("answered")) {
                assertThat(executed).containsKey(id);
            } else if (outcome.equals(Certainty.NOT_EXECUTED.name())) {
                assertThat(executed)
                        .as("call that was reported as not executed")
                        .doesNotContainKey(id);
            }
        });
        assertThat(executed.keySet()).as("calls that nobody made").allMatch(outcomes::containsKey);
        Map<String, Long> counts =
                outcomes.values().stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        assertThat(counts.get("answered")).as("outcomes " + counts).isGreaterThan((long) CLIENTS * times);
        assertThat(counts.getOrDefault("UNKNOWN", 0L)).isLessThanOrEqualTo((long) CLIENTS * times);
        List<Duration> sorted = back.stream().sorted().toList();
        Duration p99 = sorted.get((int) Math.ceil(sorted.size() * 0.99) - 1);
        assertThat(p99).as("until all were back").isLessThan(BACK.plus(ALLOWANCE));
    }

    @Test
    void f16RestartsUnderLoadExecuteNoCallTwiceAndNoneThatWasReportedAsNotExecuted() throws Exception {
        restart(4);
    }

    @Test
    @Tag("slow")
    @Timeout(600)
    void f16AHundredRestartsUnderLoad() throws Exception {
        restart(100);
    }

    // ---- many clients

    private void comeBack(int count) throws Exception {
        MeterRegistry registry = new SimpleMeterRegistry();
        IpcServer first = echoServer("many");
        List<IpcClient> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(later(client("many").metrics(IpcMetrics.in(registry)).connect()));
        }

        first.close();
        await().until(() -> clients.stream().noneMatch(IpcClient::isOpen));
        long begin = System.nanoTime();
        IpcServer second = echoServer("many");
        await().until(() -> clients.stream().allMatch(client -> client.state() == ClientState.CONNECTED));
        Duration took = Duration.ofNanos(System.nanoTime() - begin);

        assertThat(took).isLessThan(Duration.ofSeconds(5).plus(ALLOWANCE));
        await().until(() -> second.connections().size() == count);
        double attempts = registry.get("loopline.client.attempts").functionCounters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
        double perClientAndSecond = (attempts - count) / count / Math.max(1, took.toMillis() / 1000.0);
        assertThat(perClientAndSecond).as("attempts of a client in a second").isLessThan(20);
        for (IpcClient client : clients) {
            assertThat(Echoes.start(client, "x").get(20, TimeUnit.SECONDS)).isEqualTo(Echoes.text("x"));
        }
    }

    @Test
    void f21TwoHundredClientsComeBackToARestartedServer() throws Exception {
        comeBack(200);
    }
}
