package dev.loopline.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import dev.loopline.IpcConnection;
import dev.loopline.StatusException;
import dev.loopline.call.CallOptions;
import dev.loopline.call.ServiceDefinition;
import dev.loopline.call.UnaryHandler;
import dev.loopline.echo.EchoService;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.echo.v1.EchoProto;
import dev.loopline.testing.EnginePair;
import dev.loopline.transport.inprocess.InProcessAddress;
import dev.loopline.transport.inprocess.InProcessTransportProvider;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Engines over the in-process transport, and texts to send between them. */
final class Engines {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private Engines() {}

    static EnginePair.Builder inProcess() {
        return EnginePair.over(
                new InProcessTransportProvider(), InProcessAddress.of("engines-" + NUMBER.incrementAndGet()));
    }

    static ServiceDefinition serving(UnaryHandler<EchoMessage, EchoMessage> handler) {
        return ServiceDefinition.builder(EchoProto.getDescriptor().findServiceByName("Echo"))
                .unary(EchoService.UNARY, handler)
                .build();
    }

    static ServiceDefinition echo() {
        return serving((request, call) -> request);
    }

    static EchoMessage text(String text) {
        return EchoMessage.newBuilder()
                .setPayload(ByteString.copyFromUtf8(text))
                .build();
    }

    static CompletableFuture<EchoMessage> start(IpcConnection connection, String text) {
        return connection.callAsync(EchoService.UNARY, text(text), CallOptions.DEFAULT);
    }

    static String answerTo(CompletableFuture<EchoMessage> call) throws Exception {
        return call.get(10, TimeUnit.SECONDS).getPayload().toStringUtf8();
    }

    static StatusException failureOf(CompletableFuture<?> call) {
        ExecutionException failure =
                catchThrowableOfType(ExecutionException.class, () -> call.get(10, TimeUnit.SECONDS));
        assertThat(failure).as("failure of the call").isNotNull();
        assertThat(failure.getCause()).isInstanceOf(StatusException.class);
        return (StatusException) failure.getCause();
    }
}
