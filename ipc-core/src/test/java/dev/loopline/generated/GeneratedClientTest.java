package dev.loopline.generated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import com.google.protobuf.ByteString;
import dev.loopline.call.CallContext;
import dev.loopline.call.CallOptions;
import dev.loopline.call.Metadata;
import dev.loopline.call.ServiceDefinition;
import dev.loopline.echo.EchoClient;
import dev.loopline.echo.EchoService;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.echo.v1.EchoProto;
import dev.loopline.testing.EnginePair;
import dev.loopline.transport.inprocess.InProcessAddress;
import dev.loopline.transport.inprocess.InProcessTransportProvider;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a generated client makes of its methods, seen by a handler that it calls. */
class GeneratedClientTest {
    private static final EchoMessage WAIT =
            EchoMessage.newBuilder().setPayload(ByteString.copyFromUtf8("wait")).build();
    private static final EchoMessage REQUEST = EchoMessage.newBuilder()
            .setPayload(ByteString.copyFromUtf8("request"))
            .build();
    private static final CallOptions OTHER =
            CallOptions.DEFAULT.withDeadline(Duration.ofMinutes(5)).withMetadata(Metadata.of("k", "v"));

    private final List<CallContext> calls = new CopyOnWriteArrayList<>();
    private final CountDownLatch running = new CountDownLatch(1);
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private final EnginePair pair = EnginePair.over(
                    new InProcessTransportProvider(), InProcessAddress.of("generated-client"))
            .serve(ServiceDefinition.builder(EchoProto.getDescriptor().findServiceByName("Echo"))
                    .unary(EchoService.UNARY, this::handle)
                    .build())
            .connect();
    private final EchoClient client = EchoClient.on(pair.client());

    private EchoMessage handle(EchoMessage request, CallContext call) throws InterruptedException {
        calls.add(call);
        call.onCancel(cancelled::countDown);
        running.countDown();
        if (request.equals(WAIT)) {
            new CountDownLatch(1).await(); // until the call is cancelled
        }
        return request;
    }

    @AfterEach
    void close() {
        pair.close();
    }

    @Test
    void waitsForTheResponse() {
        assertThat(client.unary(REQUEST)).isEqualTo(REQUEST);
        assertThat(calls).singleElement().satisfies(GeneratedClientTest::wasMadeWithDefaults);
    }

    @Test
    void cancellingItsFutureReachesTheHandler() throws InterruptedException {
        CompletableFuture<EchoMessage> result = client.async().unary(WAIT);
        assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();

        result.cancel(true);

        assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void callsWithOtherOptionsAndStaysAsItWas() {
        EchoClient other = client.with(OTHER);

        other.unary(REQUEST);
        assertThat(other.async().unary(REQUEST).join()).isEqualTo(REQUEST);
        client.unary(REQUEST);

        assertThat(calls).hasSize(3);
        assertThat(calls.subList(0, 2)).allSatisfy(call -> {
            assertThat(call.metadata()).isEqualTo(Metadata.of("k", "v"));
            assertThat(call.remaining()).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(5));
        });
        wasMadeWithDefaults(calls.get(2));
    }

    private static void wasMadeWithDefaults(CallContext call) {
        assertThat(call.method().fullName()).isEqualTo("loopline.echo.v1.Echo/Unary");
        assertThat(call.metadata()).isEqualTo(Metadata.EMPTY);
        assertThat(call.remaining()).isBetween(Duration.ZERO, Duration.ofSeconds(10));
    }

    @Test
    void refusesNullAtOnce() {
        assertThatNullPointerException().isThrownBy(() -> EchoClient.on(null)).withMessage("connection");
        assertThatNullPointerException().isThrownBy(() -> client.with(null)).withMessage("options");
    }
}
