package dev.loopline.system;

import com.google.protobuf.ByteString;
import dev.loopline.IpcConnection;
import dev.loopline.StatusException;
import dev.loopline.call.CallContext;
import dev.loopline.call.CallOptions;
import dev.loopline.call.ServiceDefinition;
import dev.loopline.call.UnaryHandler;
import dev.loopline.echo.EchoService;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.echo.v1.EchoProto;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Text over the one method that the tests of processes need. */
final class Echoes {
    static final int DEPTH = 50;

    private Echoes() {}

    static ServiceDefinition serving(UnaryHandler<EchoMessage, EchoMessage> handler) {
        return ServiceDefinition.builder(EchoProto.getDescriptor().findServiceByName("Echo"))
                .unary(EchoService.UNARY, handler)
                .build();
    }

    static ServiceDefinition echo() {
        return serving((request, call) -> request);
    }

    /** Answers a number by calling the other side back with the next one, until it is deep enough. */
    static EchoMessage nest(EchoMessage request, CallContext call) {
        int depth = Integer.parseInt(text(request));
        return depth == DEPTH ? request : text(call(call.connection(), Integer.toString(depth + 1)));
    }

    static EchoMessage text(String text) {
        return EchoMessage.newBuilder()
                .setPayload(ByteString.copyFromUtf8(text))
                .build();
    }

    static String text(EchoMessage message) {
        return message.getPayload().toStringUtf8();
    }

    static String call(IpcConnection connection, String text) {
        return text(connection.call(EchoService.UNARY, text(text), CallOptions.DEFAULT));
    }

    static CompletableFuture<EchoMessage> start(IpcConnection connection, String text, CallOptions options) {
        return connection.callAsync(EchoService.UNARY, text(text), options);
    }

    static CompletableFuture<EchoMessage> start(IpcConnection connection, String text) {
        return start(connection, text, CallOptions.DEFAULT);
    }

    static StatusException failureOf(CompletableFuture<EchoMessage> call) {
        return causeOf(call);
    }

    static <T> StatusException causeOf(CompletableFuture<T> call) {
        return failureOf(call, Duration.ofSeconds(20));
    }

    static <T> StatusException failureOf(CompletableFuture<T> call, Duration patience) {
        try {
            throw new AssertionError("answered: " + call.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException e) {
            return (StatusException) e.getCause();
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("no end of the call", e);
        }
    }
}
