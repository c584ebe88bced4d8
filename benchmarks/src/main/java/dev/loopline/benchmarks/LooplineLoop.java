package dev.loopline.benchmarks;

import com.google.protobuf.ByteString;
import dev.loopline.IpcClient;
import dev.loopline.echo.EchoClient;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.proto.echo.v1.EchoMessage;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Calls of Loopline's Echo service, each with a message of its own. */
final class LooplineLoop extends ClosedLoop {
    private final byte[] payload = Payload.bytes();
    private final EchoMessage expected = request();
    private final BiConsumer<@Nullable EchoMessage, @Nullable Throwable> onResponse = this::onResponse;
    private final IpcClient client;
    private final EchoClient echo;
    private final EchoClient.Async async;

    LooplineLoop(Histogram nanos, Path directory) {
        super(nanos);
        client = IpcClient.named(LooplineServer.NAME)
                .directory(EndpointDirectory.at(directory))
                .connect();
        echo = EchoClient.on(client);
        async = echo.async();
    }

    /** {@return the response of one blocking call, on any thread} */
    EchoMessage call() {
        EchoMessage response = echo.unary(request());
        check(response);
        return response;
    }

    @Override
    void send() {
        CompletableFuture<EchoMessage> unused = async.unary(request()).whenComplete(onResponse);
    }

    @Override
    void begin(int messages) {
        for (int i = 0; i < messages; i++) {
            send();
        }
    }

    private EchoMessage request() {
        return EchoMessage.newBuilder().setPayload(ByteString.copyFrom(payload)).build();
    }

    private void onResponse(@Nullable EchoMessage response, @Nullable Throwable failure) {
        if (response == null) {
            failed(failure == null ? new IllegalStateException("neither response nor failure") : failure);
            return;
        }
        try {
            check(response);
            arrived();
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private void check(EchoMessage response) {
        if (!response.getPayload().equals(expected.getPayload())) {
            throw new IllegalStateException("payload: " + response.getPayload() + " (expected: what was sent)");
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
