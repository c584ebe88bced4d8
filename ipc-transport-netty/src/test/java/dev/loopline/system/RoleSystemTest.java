package dev.loopline.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.MessageLite;
import dev.loopline.Certainty;
import dev.loopline.IpcClient;
import dev.loopline.IpcConnection;
import dev.loopline.IpcServer;
import dev.loopline.Role;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.call.CallContext;
import dev.loopline.call.CallOptions;
import dev.loopline.call.MethodDescriptor;
import dev.loopline.call.ServerInterceptor;
import dev.loopline.call.StreamFilter;
import dev.loopline.call.UnaryHandler;
import dev.loopline.echo.ConformanceEcho;
import dev.loopline.echo.EchoService;
import dev.loopline.endpoint.Endpoint;
import dev.loopline.health.HealthClient;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.echo.v1.FailRequest;
import dev.loopline.proto.echo.v1.SleepRequest;
import dev.loopline.proto.echo.v1.StreamRequest;
import dev.loopline.proto.health.v1.CheckRequest;
import dev.loopline.proto.reflection.v1.ListRequest;
import dev.loopline.reflection.ReflectionClient;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Tokens that permit less than everything, over TCP. */
class RoleSystemTest extends SystemFixture {
    private static final Role READER = Role.named("reader").mayCall("loopline.echo.v1.Echo/Unary");
    private static final StreamRequest THREE =
            StreamRequest.newBuilder().setCount(3).build();

    private final Queue<String> served = new ConcurrentLinkedQueue<>(); // method and role, of each call that got in

    private IpcServer start() {
        return later(server("b15")
                .service(EchoService.of(new ConformanceEcho()))
                .intercept(new Noting())
                .start());
    }

    private IpcClient clientOf(Endpoint endpoint) {
        return later(IpcClient.to(endpoint).connect());
    }

    private static StatusException refusal(ThrowingCallable call) {
        StatusException failure = failureOf(call);
        assertThat(failure.code()).isEqualTo(StatusCode.PERMISSION_DENIED);
        assertThat(failure.reason()).isEqualTo("NOT_PERMITTED");
        assertThat(failure.certainty()).isEqualTo(Certainty.NOT_EXECUTED);
        return failure;
    }

    private static void assertStaysOut(Endpoint endpoint) {
        assertThat(failureToConnect(IpcClient.to(endpoint)).reason()).isEqualTo("IMPOSTOR_OR_STALE");
    }

    @Test
    void b15AScopedTokenCallsWhatItsRolePermitsAndNothingElse() {
        IpcServer server = start();
        IpcClient client = clientOf(server.issueToken(READER));

        assertThat(Echoes.call(client, "permitted")).isEqualTo("permitted");
        StatusException refused =
                refusal(() -> client.call(EchoService.FAIL, FailRequest.getDefaultInstance(), CallOptions.DEFAULT));
        refusal(() -> client.serverStream(EchoService.SERVER_STREAM, THREE, CallOptions.DEFAULT)
                .next());
        refusal(() ->
                client.clientStream(EchoService.COLLECT, CallOptions.DEFAULT).finish());
        refusal(() -> client.bidiStream(EchoService.BIDI, CallOptions.DEFAULT)
                .responses()
                .next());
        refusal(() -> client.call(EchoService.FAIL, FailRequest.getDefaultInstance(), CallOptions.DEFAULT));
        assertThat(Echoes.call(client, "still permitted")).isEqualTo("still permitted");

        assertThat(refused.status().message())
                .isEqualTo("method loopline.echo.v1.Echo/Fail: not permitted to the role 'reader' of this connection's"
                        + " token (expected: something that it permits; the server says what by Role.mayCall)");
        assertThat(served)
                .containsExactly("loopline.echo.v1.Echo/Unary of reader", "loopline.echo.v1.Echo/Unary of reader");
    }

    @Test
    void b15TheAnswerDoesNotTellWhetherAMethodExists() {
        IpcClient client = clientOf(start().issueToken(READER));

        List<Status> answers = new ArrayList<>();
        for (String name :
                new String[] {"loopline.echo.v1.Echo/Sleep", "loopline.echo.v1.Echo/Nothing", "no.Such/Thing"}) {
            Status answer = refusal(() -> client.call(
                            MethodDescriptor.unary(name, EchoMessage.parser(), EchoMessage.parser()),
                            EchoMessage.getDefaultInstance(),
                            CallOptions.DEFAULT))
                    .status();
            answers.add(
                    Status.of(answer.code(), answer.reason(), answer.message().replace(name, "NAME")));
        }
        MethodDescriptor<EchoMessage, EchoMessage> ofOtherType =
                MethodDescriptor.unary("loopline.echo.v1.Echo/Bidi", EchoMessage.parser(), EchoMessage.parser());
        refusal(() -> client.call(ofOtherType, EchoMessage.getDefaultInstance(), CallOptions.DEFAULT));

        assertThat(answers.stream().map(Status::message).distinct()).hasSize(1);
        assertThat(served).isEmpty();
    }

    @Test
    void b15HealthIsForEveryoneAndReflectionForThoseWhoMay() {
        IpcServer server = start();
        IpcClient reader = clientOf(server.issueToken(READER));
        IpcClient curious =
                clientOf(server.issueToken(Role.named("curious").mayCall("loopline.reflection.v1.Reflection/*")));

        assertThat(HealthClient.on(reader).check(CheckRequest.getDefaultInstance()))
                .isNotNull();
        refusal(() -> ReflectionClient.on(reader).list(ListRequest.getDefaultInstance()));
        assertThat(ReflectionClient.on(curious)
                        .list(ListRequest.getDefaultInstance())
                        .getServicesList())
                .isNotEmpty();
        refusal(() -> Echoes.call(curious, "x"));
    }

    @Test
    void b15TheServerCallsWhatItWantsAndKnowsTheRole() {
        IpcServer server = start();
        IpcClient client = later(
                IpcClient.to(server.issueToken(READER)).service(Echoes.echo()).connect());
        await().until(() -> server.connections().size() == 1);

        IpcConnection connection = server.connections().get(0);
        assertThat(Echoes.call(connection, "back")).isEqualTo("back");
        assertThat(connection.peer().role()).isEqualTo("reader");
        assertThat(client.peer().role()).isEmpty();
    }

    @Test
    void b15ThePublishedTokenPermitsEverything() {
        start();
        IpcClient client = later(client("b15").connect());

        assertThat(Echoes.call(client, "x")).isEqualTo("x");
        assertThat(served).containsExactly("loopline.echo.v1.Echo/Unary of full");
    }

    @Test
    void b15AScopedTokenHas64ConnectionsAndOthersTheirOwn() throws IOException {
        IpcServer server = start();
        Endpoint reader = server.issueToken(READER);
        Endpoint other = server.issueToken(READER);
        List<RawClient> connected = new ArrayList<>();
        for (int i = 0; i < IpcServer.MAX_CONNECTIONS_PER_ISSUED_TOKEN; i++) {
            connected.add(later(new RawClient(reader).authenticate(reader)));
        }
        await().until(() -> server.connections().size() == 64);

        StatusException refused = failureToConnect(IpcClient.to(reader));
        assertThat(refused.code()).isEqualTo(StatusCode.RESOURCE_EXHAUSTED);
        assertThat(refused.reason()).isEqualTo("TOO_MANY_CONNECTIONS");
        assertThat(refused.certainty()).isEqualTo(Certainty.NOT_EXECUTED);
        awaitHandshakes("too_many_connections", 1);
        assertThat(Echoes.call(clientOf(other), "x")).isEqualTo("x");
        assertThat(Echoes.call(clientOf(server.endpoint()), "x")).isEqualTo("x");

        connected.get(0).close();
        await().until(() -> server.connections().size() == 63 + 2);
        assertThat(Echoes.call(clientOf(reader), "x")).isEqualTo("x");
    }

    @Test
    void b15ThoseWhoProvedThemselvesTogetherAreCountedToo() throws IOException {
        IpcServer server = start();
        Endpoint reader = server.issueToken(READER);
        for (int i = 0; i < IpcServer.MAX_CONNECTIONS_PER_ISSUED_TOKEN - 1; i++) {
            later(new RawClient(reader).authenticate(reader));
        }
        await().until(() -> server.connections().size() == 63);
        RawClient first = later(new RawClient(reader));
        RawClient second = later(new RawClient(reader));
        byte[] firstHello = first.clientHello(reader);
        byte[] secondHello = second.clientHello(reader);
        byte[] firstAnswer = first.send(firstHello).receive(RawClient.HELLO_BYTES);
        byte[] secondAnswer = second.send(secondHello).receive(RawClient.HELLO_BYTES);
        byte[] token = reader.credential().token().bytes();

        first.send(RawClient.clientAuth(token, firstHello, firstAnswer));
        await().until(() -> server.connections().size() == 64);
        second.send(RawClient.clientAuth(token, secondHello, secondAnswer));

        assertThat(new String(second.receiveToEnd(), UTF_8)).contains("TOO_MANY_CONNECTIONS");
        assertThat(server.connections()).hasSize(64);
    }

    @Test
    void b15ARevokedTokenEndsItsConnectionsAndLetsNobodyIn() throws Exception {
        IpcServer server = start();
        Role sleeper = READER.mayCall("loopline.echo.v1.Echo/Sleep");
        Endpoint revoked = server.issueToken(sleeper);
        IpcClient client = clientOf(revoked);
        IpcClient other = clientOf(server.issueToken(sleeper));
        CompletableFuture<EchoMessage> running = client.callAsync(
                EchoService.SLEEP, SleepRequest.newBuilder().setMillis(20_000).build(), CallOptions.DEFAULT);
        await().until(() -> served.size() == 1);

        assertThat(server.revokeToken(revoked)).isTrue();

        client.closed().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        StatusException failure = Echoes.failureOf(running);
        assertThat(failure.code()).isEqualTo(StatusCode.UNAVAILABLE);
        assertThat(failure.certainty()).isEqualTo(Certainty.UNKNOWN);
        assertStaysOut(revoked);
        assertThat(server.revokeToken(revoked)).isFalse();
        assertThat(Echoes.call(other, "x")).isEqualTo("x");
    }

    @Test
    void b15ATokenThatIsRevokedInTheHandshakeLetsNoCallThrough() throws IOException {
        IpcServer server = start();
        Endpoint reader = server.issueToken(READER);
        RawClient client = later(new RawClient(reader));
        byte[] hello = client.clientHello(reader);
        byte[] answer = client.send(hello).receive(RawClient.HELLO_BYTES);

        server.revokeToken(reader);
        client.send(RawClient.clientAuth(reader.credential().token().bytes(), hello, answer))
                .declare(1, "loopline.echo.v1.Echo/Unary")
                .call(1, 1);

        assertThat(new String(client.receiveToEnd(), UTF_8)).contains("TOKEN_REVOKED");
        assertThat(server.connections()).isEmpty();
        assertThat(served).isEmpty();
    }

    @Test
    void b15RotationLeavesScopedTokensAsTheyAre() {
        IpcServer server = start();
        Endpoint reader = server.issueToken(READER);
        IpcClient before = clientOf(reader);

        for (int i = 0; i < 10; i++) {
            server.rotateToken(Duration.ZERO);
        }

        assertThat(Echoes.call(before, "x")).isEqualTo("x");
        IpcClient after = clientOf(reader);
        assertThat(Echoes.call(after, "x")).isEqualTo("x");
        refusal(() -> after.call(EchoService.FAIL, FailRequest.getDefaultInstance(), CallOptions.DEFAULT));
    }

    @Test
    void b15ScopedTokensEndWithTheirServer() {
        IpcServer first = start();
        Endpoint reader = first.issueToken(READER);
        first.close();

        assertThatIllegalStateException().isThrownBy(() -> first.issueToken(READER));
        IpcServer second = start();
        assertStaysOut(Endpoints.at(second.endpoint().addresses().get(0), reader));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> second.revokeToken(reader))
                .withMessageStartingWith("endpoint: run ");
    }

    @Test
    void aPublishedTokenIsReplacedAndNotRevoked() {
        IpcServer server = start();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> server.revokeToken(server.endpoint()))
                .withMessage("token: published (expected: one that was issued; rotateToken replaces a published one)");
        assertThat(Echoes.call(later(client("b15").connect()), "x")).isEqualTo("x");
    }

    @Test
    void b22AnIssuedTokenIsInNoFileAndNoText() throws IOException {
        IpcServer server = start();
        Endpoint reader = server.issueToken(READER);
        IpcClient client = clientOf(reader);
        Needles needles = Needles.of(reader.credential().token());

        String said = reader + "\n" + reader.credential() + "\n" + server + "\n" + client + "\n" + client.peer() + "\n"
                + server.connections() + "\n" + READER;
        assertThat(said).contains("Token[redacted]");
        assertThat(needles.in(said.getBytes(UTF_8))).isEmpty();
        assertThat(needles.in(Files.readAllBytes(Endpoints.file(directory(), "b15"))))
                .isEmpty();
    }

    // The topics of B15, publishing and subscribing, are tested where the hub is.

    /** Notes each call that gets as far as the first interceptor. */
    private final class Noting implements ServerInterceptor {
        private void note(CallContext call) {
            served.add(call.method() + " of " + call.connection().peer().role());
        }

        @Override
        public <Q extends MessageLite, R extends MessageLite> R intercept(
                Q request, CallContext call, UnaryHandler<Q, R> next) throws Exception {
            note(call);
            return next.handle(request, call);
        }

        @Override
        public <Q extends MessageLite, R extends MessageLite> StreamFilter<Q, R> interceptStream(CallContext call) {
            note(call);
            return new StreamFilter<>() {};
        }
    }
}
