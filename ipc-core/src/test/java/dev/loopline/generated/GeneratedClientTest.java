package dev.loopline.generated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import com.google.protobuf.ByteString;
import dev.loopline.IpcConnection;
import dev.loopline.call.CallOptions;
import dev.loopline.echo.EchoClient;
import dev.loopline.echo.EchoService;
import dev.loopline.proto.echo.v1.EchoMessage;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class GeneratedClientTest {
    private static final EchoMessage REQUEST = EchoMessage.newBuilder()
            .setPayload(ByteString.copyFromUtf8("request"))
            .build();
    private static final EchoMessage RESPONSE = EchoMessage.newBuilder()
            .setPayload(ByteString.copyFromUtf8("response"))
            .build();
    private static final CallOptions HURRIED = CallOptions.DEFAULT.withDeadline(Duration.ofMillis(5));

    private final List<Object> calls = new ArrayList<>();
    private final CompletableFuture<EchoMessage> future = new CompletableFuture<>();
    private final EchoClient client = EchoClient.on(connection());

    @Test
    void waitsForTheResponse() {
        EchoMessage response = client.unary(REQUEST);

        assertThat(response).isEqualTo(RESPONSE);
        assertThat(calls).containsExactly(List.of("call", EchoService.UNARY, REQUEST, CallOptions.DEFAULT));
    }

    @Test
    void givesTheConnectionsOwnFuture() {
        CompletableFuture<EchoMessage> result = client.async().unary(REQUEST);

        assertThat(result).isSameAs(future); // its cancel reaches the peer, that of a derived one would not
        assertThat(calls).containsExactly(List.of("callAsync", EchoService.UNARY, REQUEST, CallOptions.DEFAULT));
    }

    @Test
    void callsWithOtherOptionsAndStaysAsItWas() {
        EchoClient hurried = client.with(HURRIED);
        hurried.unary(REQUEST);
        assertThat(hurried.async().unary(REQUEST)).isSameAs(future);
        client.unary(REQUEST);

        assertThat(calls)
                .containsExactly(
                        List.of("call", EchoService.UNARY, REQUEST, HURRIED),
                        List.of("callAsync", EchoService.UNARY, REQUEST, HURRIED),
                        List.of("call", EchoService.UNARY, REQUEST, CallOptions.DEFAULT));
    }

    @Test
    void refusesNullAtOnce() {
        assertThatNullPointerException().isThrownBy(() -> EchoClient.on(null)).withMessage("connection");
        assertThatNullPointerException().isThrownBy(() -> client.with(null)).withMessage("options");
    }

    /** {@return a connection that only writes down what a client asks of it} */
    private IpcConnection connection() {
        return (IpcConnection) Proxy.newProxyInstance(
                IpcConnection.class.getClassLoader(), new Class<?>[] {IpcConnection.class}, (proxy, method, args) -> {
                    List<Object> call = new ArrayList<>(List.of(method.getName()));
                    call.addAll(Arrays.asList(args));
                    calls.add(call);
                    return method.getName().equals("call") ? RESPONSE : future;
                });
    }
}
