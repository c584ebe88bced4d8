package dev.loopline.metrics;

import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.loopline.call.ServiceDefinition;
import dev.loopline.call.UnaryHandler;
import dev.loopline.echo.EchoService;
import dev.loopline.internal.observe.Observers;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.echo.v1.EchoProto;
import dev.loopline.testing.EnginePair;
import dev.loopline.transport.inprocess.InProcessAddress;
import dev.loopline.transport.inprocess.InProcessTransportProvider;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A registry whose clock stands still, and connected engines that are measured in it. */
final class Measured {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    final MockClock clock = new MockClock();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
    private final Observers.Source source = (Observers.Source) IpcMetrics.in(registry);

    EnginePair.Builder pair() {
        return EnginePair.over(
                        new InProcessTransportProvider(), InProcessAddress.of("measured-" + NUMBER.incrementAndGet()))
                .observe(source.ofServer(), source.ofClient());
    }

    static ServiceDefinition serving(UnaryHandler<EchoMessage, EchoMessage> handler) {
        return ServiceDefinition.builder(EchoProto.getDescriptor().findServiceByName("Echo"))
                .unary(EchoService.UNARY, handler)
                .build();
    }

    static ServiceDefinition echo() {
        return serving((request, call) -> request);
    }

    static EchoMessage message(int bytes) {
        return EchoMessage.newBuilder()
                .setPayload(ByteString.copyFrom(new byte[bytes]))
                .build();
    }

    /** {@return the calls that ended, by {@code side service/method code}} */
    Map<String, Long> calls() {
        Map<String, Long> calls = new TreeMap<>();
        for (Timer timer : registry.find("loopline.calls").timers()) {
            Meter.Id id = timer.getId();
            calls.put(
                    id.getTag("side") + " " + id.getTag("service") + "/" + id.getTag("method") + " "
                            + id.getTag("code"),
                    timer.count());
        }
        return calls;
    }

    /** {@return the value of a gauge or counter} */
    long value(String name, String... tags) {
        double value = registry.get(name)
                .tags(tags)
                .meter()
                .measure()
                .iterator()
                .next()
                .getValue();
        return (long) value;
    }

    void await0(String name, String... tags) {
        await(name).atMost(Duration.ofSeconds(10)).until(() -> value(name, tags) == 0);
    }
}
