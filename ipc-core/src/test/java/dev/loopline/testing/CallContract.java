package dev.loopline.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import dev.loopline.CallLimits;
import dev.loopline.Certainty;
import dev.loopline.IpcConnection;
import dev.loopline.MessageLimits;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.call.CallContext;
import dev.loopline.call.CallOptions;
import dev.loopline.call.ClientInterceptor;
import dev.loopline.call.HandlerExecution;
import dev.loopline.call.Metadata;
import dev.loopline.call.MethodDescriptor;
import dev.loopline.call.ServerInterceptor;
import dev.loopline.call.ServiceDefinition;
import dev.loopline.call.UnaryHandler;
import dev.loopline.echo.EchoClient;
import dev.loopline.echo.EchoService;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.echo.v1.EchoProto;
import dev.loopline.transport.TransportProvider;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What calls promise on every transport. One subclass per transport. */
@Timeout(60)
public abstract class CallContract {
    private static final Duration SOON = Duration.ofMillis(100);
    private static final CallOptions DEFAULT = CallOptions.DEFAULT;

    private EnginePair pair;

    protected abstract TransportProvider provider();

    /** Where a server of the test listens: a new address each time. */
    protected abstract SocketAddress address();

    /** Fails if the transport has not given back what it took. */
    protected void checkLeaks() {}

    protected EnginePair.Builder engines() {
        return EnginePair.over(provider(), address());
    }

    private EnginePair connect(EnginePair.Builder builder) {
        pair = builder.connect();
        return pair;
    }

    private IpcConnection serving(UnaryHandler<EchoMessage, EchoMessage> handler) {
        return connect(engines().serve(unary(handler))).client();
    }

    /** The Echo service with one method. */
    static ServiceDefinition unary(UnaryHandler<EchoMessage, EchoMessage> handler) {
        return ServiceDefinition.builder(EchoProto.getDescriptor().findServiceByName("Echo"))
                .unary(EchoService.UNARY, handler)
                .build();
    }

    static EchoMessage echo(String text) {
        return EchoMessage.newBuilder()
                .setPayload(ByteString.copyFromUtf8(text))
                .build();
    }

    private static EchoMessage random(int bytes, long seed) {
        byte[] payload = new byte[bytes];
        new Random(seed).nextBytes(payload);
        return EchoMessage.newBuilder().setPayload(ByteString.copyFrom(payload)).build();
    }

    private static EchoMessage call(IpcConnection connection, String text) {
        return connection.call(EchoService.UNARY, echo(text), DEFAULT);
    }

    private static StatusException failureOf(org.assertj.core.api.ThrowableAssert.ThrowingCallable code) {
        return catchThrowableOfType(StatusException.class, code);
    }

    private static StatusException failureOf(CompletableFuture<?> future) {
        ExecutionException failure =
                catchThrowableOfType(ExecutionException.class, () -> future.get(10, TimeUnit.SECONDS));
        assertThat(failure).as("failure of the call").isNotNull();
        return (StatusException) failure.getCause();
    }

    @AfterEach
    void endEverything() {
        if (pair != null) {
            pair.close();
        }
        checkLeaks();
    }

    // ---- calls

    @Test
    void returnsWhatTheHandlerReturns() {
        IpcConnection client = serving((request, call) -> request);

        assertThat(call(client, "hello")).isEqualTo(echo("hello"));
    }

    @Test
    void bothSidesServeAndCall() {
        connect(engines().serve(unary((r, c) -> echo("server"))).serveOnClient(unary((r, c) -> echo("client"))));

        assertThat(call(pair.client(), "?")).isEqualTo(echo("server"));
        assertThat(call(pair.server(), "?")).isEqualTo(echo("client"));
    }

    @Test
    void aChainOfFiftyNestedCallsBackAndForthCompletes() {
        UnaryHandler<EchoMessage, EchoMessage> oneDeeper = (request, call) -> {
            int depth = Integer.parseInt(request.getPayload().toStringUtf8());
            return depth == 50 ? request : call(call.connection(), Integer.toString(depth + 1));
        };
        connect(engines().serve(unary(oneDeeper)).serveOnClient(unary(oneDeeper)));

        assertThat(call(pair.client(), "1")).isEqualTo(echo("50"));
    }

    @Test
    void manyThreadsCallAtOnce() throws Exception {
        IpcConnection client = serving((request, call) -> request);
        AtomicInteger wrong = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();

        for (int t = 0; t < 16; t++) {
            int number = t;
            Thread thread = new Thread(() -> {
                for (int i = 0; i < 500; i++) {
                    String text = number + "/" + i;
                    if (!call(client, text).equals(echo(text))) {
                        wrong.incrementAndGet();
                    }
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(wrong).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {0, 1, 100, 8_192, 65_400, 65_519, 65_520, 65_521, 65_536, 262_143, 262_144, 300_000, 1_048_576})
    void messagesOfAnySizeArriveWhole(int bytes) {
        IpcConnection client = serving((request, call) -> request);
        EchoMessage message = random(bytes, bytes);

        assertThat(client.call(EchoService.UNARY, message, DEFAULT)).isEqualTo(message);
    }

    @Test
    void sixteenLargeMessagesAtOnceShareTheMemoryForReassembly() {
        MessageLimits small = new MessageLimits(1024, 1 << 20, 4096, 1 << 20, 16 * 1024, 64 * 1024);
        connect(engines().serverMessages(small).clientMessages(small).serve(unary((request, call) -> request)));
        List<CompletableFuture<EchoMessage>> calls = new ArrayList<>();

        for (int i = 0; i < 16; i++) {
            calls.add(pair.client().callAsync(EchoService.UNARY, random(400_000, i), DEFAULT));
        }

        for (int i = 0; i < 16; i++) {
            assertThat(EnginePair.get(calls.get(i))).isEqualTo(random(400_000, i));
        }
    }

    @Test
    void aSmallCallOvertakesALargeOne() {
        List<Integer> order = new ArrayList<>();
        List<CompletableFuture<EchoMessage>> calls = new ArrayList<>();
        ServiceDefinition server = unary((request, call) -> {
                    order.add(request.getPayload().size());
                    return EchoMessage.getDefaultInstance();
                })
                .withExecution(HandlerExecution.direct());
        ServiceDefinition client = unary((request, call) -> { // in the client's role, so that both start in one turn
                    calls.add(call.connection().callAsync(EchoService.UNARY, random(8_000_000, 1), DEFAULT));
                    calls.add(call.connection().callAsync(EchoService.UNARY, random(10, 2), DEFAULT));
                    return request;
                })
                .withExecution(HandlerExecution.direct());
        connect(engines().serve(server).serveOnClient(client));

        call(pair.server(), "begin");
        calls.forEach(EnginePair::get);

        assertThat(order).containsExactly(10, 8_000_000);
    }

    // ---- limits

    @Test
    void refusesARequestAboveTheLimitBeforeItIsSent() {
        AtomicInteger handled = new AtomicInteger();
        connect(engines()
                .serverMessages(MessageLimits.DEFAULT.withMaxMessageBytes(1000))
                .serve(unary((request, call) -> echo("" + handled.incrementAndGet()))));

        StatusException failure = failureOf(() -> pair.client().call(EchoService.UNARY, random(1000, 1), DEFAULT));

        assertThat(failure.status())
                .returns(StatusCode.RESOURCE_EXHAUSTED, Status::code)
                .returns("MESSAGE_TOO_LARGE", Status::reason)
                .returns(Certainty.NOT_EXECUTED, Status::certainty);
        assertThat(failure).hasMessageContaining("1003 bytes (expected: at most 1000");
        assertThat(handled).hasValue(0);
    }

    @Test
    void aResponseAboveTheLimitFailsItsCallOnly() {
        connect(engines()
                .clientMessages(MessageLimits.DEFAULT.withMaxMessageBytes(1000))
                .serve(unary((request, call) ->
                        random(Integer.parseInt(request.getPayload().toStringUtf8()), 1))));

        StatusException failure = failureOf(() -> call(pair.client(), "1000"));

        assertThat(failure.status())
                .returns(StatusCode.RESOURCE_EXHAUSTED, Status::code)
                .returns("MESSAGE_TOO_LARGE", Status::reason)
                .returns(Certainty.EXECUTED, Status::certainty);
        assertThat(call(pair.client(), "997").getPayload().size()).isEqualTo(997);
    }

    @Test
    void d09RefusesTheCallAboveTheLimitAndRunsTheOthers() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch running = new CountDownLatch(1024);
        CallLimits threads = new CallLimits(1024, 8192, 64, 4096, 2000, 0);
        connect(engines().calls(threads).serve(unary((request, call) -> {
            running.countDown();
            release.await();
            return request;
        })));
        RawPeer raw = pair.openRaw();
        raw.declare(1, EchoService.UNARY.fullName());

        for (int i = 0; i < 1025; i++) {
            raw.call(1, 2L * i + 1, echo("x"));
        }
        assertThat(running.await(20, TimeUnit.SECONDS)).isTrue();
        RawPeer.Received refused = raw.next();
        release.countDown();

        assertThat(refused.streamId()).isEqualTo(2 * 1024 + 1);
        var status = dev.loopline.proto.wire.v1.CallStatus.parseFrom(refused.body());
        assertThat(status.getReason()).isEqualTo("TOO_MANY_CALLS");
        assertThat(status.getCode()).isEqualTo(StatusCode.RESOURCE_EXHAUSTED.number());
        assertThat(status.getCertainty()).isEqualTo(dev.loopline.proto.wire.v1.Certainty.NOT_EXECUTED);
        for (int i = 0; i < 1024; i++) {
            assertThat(raw.next().type()).isEqualTo(dev.loopline.internal.wire.FrameType.MESSAGE);
        }
        raw.close();
    }

    @Test
    void refusesTheCallAboveTheLimitOnTheCallersSide() {
        CountDownLatch release = new CountDownLatch(1);
        connect(engines().calls(CallLimits.DEFAULT.withMaxConcurrentCalls(2)).serve(unary((request, call) -> {
            release.await();
            return request;
        })));
        IpcConnection client = pair.client();
        CompletableFuture<EchoMessage> first = client.callAsync(EchoService.UNARY, echo("1"), DEFAULT);
        CompletableFuture<EchoMessage> second = client.callAsync(EchoService.UNARY, echo("2"), DEFAULT);

        StatusException failure = failureOf(client.callAsync(EchoService.UNARY, echo("3"), DEFAULT));
        release.countDown();

        assertThat(failure.reason()).isEqualTo("TOO_MANY_CALLS");
        assertThat(failure.certainty()).isEqualTo(Certainty.NOT_EXECUTED);
        assertThat(EnginePair.get(first)).isEqualTo(echo("1"));
        assertThat(EnginePair.get(second)).isEqualTo(echo("2"));
        assertThat(call(client, "4")).isEqualTo(echo("4"));
    }

    // ---- what handlers do

    @Test
    void aStatusThrownByTheHandlerReachesTheCaller() {
        IpcConnection client = serving((request, call) -> {
            throw Status.of(StatusCode.NOT_FOUND, "NO_SUCH_PHOTO", "photo: 17").asException();
        });

        StatusException failure = failureOf(() -> call(client, "x"));

        assertThat(failure.status()).isEqualTo(Status.of(StatusCode.NOT_FOUND, "NO_SUCH_PHOTO", "photo: 17"));
        assertThat(failure.getStackTrace()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"exception", "stack overflow", "out of memory", "null", "interrupted"})
    void d21AHandlerThatFailsEndsItsCallOnceAndShowsNothingOfItself(String how) {
        IpcConnection client =
                serving((request, call) -> fail(request.getPayload().toStringUtf8(), request));

        StatusException failure = failureOf(() -> call(client, how));

        assertThat(failure.certainty()).isEqualTo(Certainty.EXECUTED);
        assertThat(failure.reason()).isIn("HANDLER_FAILED", "NO_RESPONSE");
        assertThat(failure.getMessage()).doesNotContain("secret", "Exception", "Error", "CallContract");
        assertThat(call(client, "fine")).isEqualTo(echo("fine"));
    }

    private static EchoMessage fail(String how, EchoMessage request) throws Exception {
        return switch (how) {
            case "exception" -> throw new IllegalStateException("secret");
            case "stack overflow" -> throw new AssertionError(recurse(1));
            case "out of memory" -> throw new OutOfMemoryError("secret");
            case "interrupted" -> throw new InterruptedException("secret");
            case "null" -> null;
            default -> request;
        };
    }

    private static int recurse(int depth) {
        return depth < 0 ? 0 : recurse(depth + 1) + 1;
    }

    @Test
    void d21AnInterceptorThatGoesOnTwiceRunsTheHandlerOnce() {
        AtomicInteger handled = new AtomicInteger();
        connect(engines()
                .intercept(new ServerInterceptor() {
                    @Override
                    public <Q extends MessageLite, R extends MessageLite> R intercept(
                            Q request, CallContext call, UnaryHandler<Q, R> next) throws Exception {
                        R first = next.handle(request, call);
                        assertThatThrownBy(() -> next.handle(request, call)).isInstanceOf(IllegalStateException.class);
                        return first;
                    }
                })
                .serve(unary((request, call) -> echo("" + handled.incrementAndGet()))));

        assertThat(call(pair.client(), "x")).isEqualTo(echo("1"));
        assertThat(handled).hasValue(1);
    }

    @Test
    void d21AHandlerThatNeverEndsHoldsUpNobodyElse() {
        CountDownLatch never = new CountDownLatch(1);
        IpcConnection client = serving((request, call) -> {
            if (request.getPayload().isEmpty()) {
                never.await();
            }
            return request;
        });

        StatusException failure = failureOf(
                () -> client.call(EchoService.UNARY, EchoMessage.getDefaultInstance(), DEFAULT.withDeadline(SOON)));

        assertThat(failure.code()).isEqualTo(StatusCode.DEADLINE_EXCEEDED);
        assertThat(call(client, "other")).isEqualTo(echo("other"));
    }

    @Test
    void directHandlersRunOnTheConnectionsThread() {
        AtomicReference<Thread> handler = new AtomicReference<>();
        connect(engines()
                .serve(unary((request, call) -> {
                            handler.set(Thread.currentThread());
                            return request;
                        })
                        .withExecution(HandlerExecution.direct())));

        call(pair.client(), "x");

        assertThat(handler.get().getName()).startsWith("test-server");
        assertThat(handler.get().getName()).doesNotContain("handler");
    }

    @Test
    void handlersRunOnTheExecutorOfTheService() {
        CountDownLatch ran = new CountDownLatch(1);
        connect(engines().serve(unary((request, call) -> request).withExecution(HandlerExecution.on(task -> {
            ran.countDown();
            new Thread(task).start();
        }))));

        assertThat(call(pair.client(), "x")).isEqualTo(echo("x"));
        assertThat(ran.getCount()).isZero();
    }

    @Test
    void aTaskThatTheExecutorRejectsFailsItsCall() {
        connect(engines().serve(unary((request, call) -> request).withExecution(HandlerExecution.on(task -> {
            throw new RejectedExecutionException("full");
        }))));

        StatusException failure = failureOf(() -> call(pair.client(), "x"));

        assertThat(failure.code()).isEqualTo(StatusCode.RESOURCE_EXHAUSTED);
        assertThat(failure.certainty()).isEqualTo(Certainty.NOT_EXECUTED);
    }

    @Test
    void onJava21AndLaterHandlersRunOnVirtualThreads() {
        AtomicReference<Thread> handler = new AtomicReference<>();
        IpcConnection client = serving((request, call) -> {
            handler.set(Thread.currentThread());
            return request;
        });

        call(client, "x");

        boolean virtual = handler.get().toString().startsWith("VirtualThread");
        assertThat(virtual).isEqualTo(Runtime.version().feature() >= 21);
        assertThat(handler.get().getName()).startsWith("test-server-handler-");
    }

    // ---- what there is

    @Test
    void anUnknownServiceIsNamedWithThoseThatExist() {
        IpcConnection client = serving((request, call) -> request);
        MethodDescriptor<EchoMessage, EchoMessage> unknown =
                MethodDescriptor.unary("photo.Thumbs/Render", EchoMessage.parser(), EchoMessage.parser());

        StatusException failure = failureOf(() -> client.call(unknown, echo("x"), DEFAULT));

        assertThat(failure.status())
                .returns(StatusCode.UNIMPLEMENTED, Status::code)
                .returns("SERVICE_NOT_FOUND", Status::reason)
                .returns(Certainty.NOT_EXECUTED, Status::certainty);
        assertThat(failure).hasMessageContaining("photo.Thumbs").hasMessageContaining("loopline.echo.v1.Echo");
    }

    @Test
    void anUnknownMethodIsNamedWithThoseThatExist() {
        IpcConnection client = serving((request, call) -> request);

        StatusException failure = failureOf(() ->
                client.call(EchoService.SLEEP, dev.loopline.proto.echo.v1.SleepRequest.getDefaultInstance(), DEFAULT));

        assertThat(failure.reason()).isEqualTo("METHOD_NOT_FOUND");
        assertThat(failure).hasMessageContaining("Sleep").hasMessageContaining("[Unary]");
    }

    // ---- deadlines

    @Test
    void aCallFailsWhenItsDeadlinePassesAndTheHandlerIsTold() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        AtomicReference<Object> thrown = new AtomicReference<>();
        CountDownLatch never = new CountDownLatch(1);
        IpcConnection client = serving((request, call) -> {
            call.onCancel(told::countDown);
            try {
                never.await();
            } catch (InterruptedException e) {
                thrown.set(call.isCancelled());
                throw e;
            }
            return request;
        });

        StatusException failure =
                failureOf(() -> client.call(EchoService.UNARY, echo("x"), DEFAULT.withDeadline(SOON)));

        assertThat(failure.code()).isEqualTo(StatusCode.DEADLINE_EXCEEDED);
        assertThat(failure.certainty()).isEqualTo(Certainty.UNKNOWN);
        assertThat(told.await(5, TimeUnit.SECONDS)).isTrue();
        await().untilAtomic(thrown, org.hamcrest.Matchers.equalTo(true));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0})
    void d13ADeadlineThatHasPassedFailsTheCallBeforeItIsSent(long millis) {
        AtomicInteger handled = new AtomicInteger();
        IpcConnection client = serving((request, call) -> echo("" + handled.incrementAndGet()));

        StatusException failure = failureOf(
                () -> client.call(EchoService.UNARY, echo("x"), DEFAULT.withDeadline(Duration.ofMillis(millis))));

        assertThat(failure.code()).isEqualTo(StatusCode.DEADLINE_EXCEEDED);
        assertThat(failure.certainty()).isEqualTo(Certainty.NOT_EXECUTED);
        assertThat(handled).hasValue(0);
    }

    @Test
    void d13TheLongestDeadlinesDoNotOverflow() {
        List<Duration> remaining = new ArrayList<>();
        IpcConnection client = serving((request, call) -> {
            remaining.add(call.remaining());
            return request;
        });

        for (Duration deadline : List.of(
                CallOptions.NO_DEADLINE,
                Duration.ofSeconds(Long.MAX_VALUE, 999_999_999),
                Duration.ofNanos(Long.MAX_VALUE),
                Duration.ofDays(365),
                Duration.ofMillis(1500))) {
            assertThat(client.call(EchoService.UNARY, echo("x"), DEFAULT.withDeadline(deadline)))
                    .isEqualTo(echo("x"));
        }

        assertThat(remaining.subList(0, 3)).containsOnlyNulls();
        assertThat(remaining.subList(3, 4))
                .allSatisfy(left -> assertThat(left).isBetween(Duration.ofDays(49), Duration.ofDays(50)));
        assertThat(remaining.get(4)).isBetween(Duration.ofMillis(1), Duration.ofMillis(1500));
    }

    @Test
    void theDefaultDeadlineIsTheMethodsOwnOrTenSeconds() {
        List<Duration> remaining = new ArrayList<>();
        IpcConnection client = serving((request, call) -> {
            remaining.add(call.remaining());
            return request;
        });

        client.call(EchoService.UNARY, echo("x"), DEFAULT);
        client.call(EchoService.UNARY.withDefaultDeadline(Duration.ofSeconds(3)), echo("x"), DEFAULT);
        client.call(EchoService.UNARY.withDefaultDeadline(Duration.ZERO), echo("x"), DEFAULT);

        assertThat(remaining.get(0)).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(10));
        assertThat(remaining.get(1)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(3));
        assertThat(remaining.get(2)).isNull();
    }

    @Test
    void aNestedCallInheritsTheSmallerDeadline() {
        AtomicReference<Duration> inherited = new AtomicReference<>();
        connect(engines()
                .serve(unary((request, call) -> call(call.connection(), "nested")))
                .serveOnClient(unary((request, call) -> {
                    inherited.set(call.remaining());
                    return request;
                })));

        pair.client().call(EchoService.UNARY, echo("x"), DEFAULT.withDeadline(Duration.ofSeconds(2)));

        assertThat(inherited.get()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(2));
    }

    // ---- cancellation

    @Test
    void cancellingTheFutureReachesTheHandlerAndItsNestedCalls() throws Exception {
        CountDownLatch nestedRuns = new CountDownLatch(1);
        CountDownLatch nestedCancelled = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        connect(engines()
                .serve(unary((request, call) -> {
                    call.onCancel(cancelled::countDown);
                    return call(call.connection(), "nested");
                }))
                .serveOnClient(unary((request, call) -> {
                    call.onCancel(nestedCancelled::countDown);
                    nestedRuns.countDown();
                    new CountDownLatch(1).await();
                    return request;
                })));
        CompletableFuture<EchoMessage> future = pair.client().callAsync(EchoService.UNARY, echo("x"), DEFAULT);
        assertThat(nestedRuns.await(10, TimeUnit.SECONDS)).isTrue();

        assertThat(future.cancel(true)).isTrue();

        assertThatThrownBy(future::join).isInstanceOf(CancellationException.class);
        assertThat(cancelled.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(nestedCancelled.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void interruptingABlockedCallerCancelsItsCall() throws Exception {
        CountDownLatch runs = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        IpcConnection client = serving((request, call) -> {
            call.onCancel(cancelled::countDown);
            runs.countDown();
            new CountDownLatch(1).await();
            return request;
        });
        AtomicReference<StatusException> failure = new AtomicReference<>();
        Thread caller = new Thread(() -> failure.set(failureOf(() -> call(client, "x"))));
        caller.start();
        assertThat(runs.await(10, TimeUnit.SECONDS)).isTrue();

        caller.interrupt();
        caller.join();

        assertThat(failure.get().code()).isEqualTo(StatusCode.CANCELLED);
        assertThat(failure.get().certainty()).isEqualTo(Certainty.UNKNOWN);
        assertThat(cancelled.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aCallThatWasCancelledStillCountsUntilItsHandlerEnds() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch runs = new CountDownLatch(2);
        connect(engines()
                .serverCalls(CallLimits.DEFAULT.withMaxConcurrentCalls(2))
                .serve(unary((request, call) -> {
                    runs.countDown();
                    awaitStubbornly(release);
                    return request;
                })));
        IpcConnection client = pair.client();
        CompletableFuture<EchoMessage> first = client.callAsync(EchoService.UNARY, echo("1"), DEFAULT);
        CompletableFuture<EchoMessage> second = client.callAsync(EchoService.UNARY, echo("2"), DEFAULT);
        assertThat(runs.await(10, TimeUnit.SECONDS)).isTrue();
        first.cancel(true);
        second.cancel(true);

        await().untilAsserted(() -> assertThat(failureOf(client.callAsync(EchoService.UNARY, echo("3"), DEFAULT))
                        .reason())
                .isEqualTo("TOO_MANY_CALLS"));
        release.countDown();

        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(call(client, "4")).isEqualTo(echo("4")));
    }

    private static void awaitStubbornly(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                assertThat(latch.getCount()).as("interrupted while it waits").isNotNegative();
            }
        }
    }

    // ---- metadata and interceptors

    @Test
    void metadataReachesTheHandlerInOrder() {
        AtomicReference<Metadata> seen = new AtomicReference<>();
        IpcConnection client = serving((request, call) -> {
            seen.set(call.metadata());
            return request;
        });
        Metadata sent = Metadata.of("b", "1").with("a", "zwei \u00e4").with("b", "3");

        client.call(EchoService.UNARY, echo("x"), DEFAULT.withMetadata(sent));

        assertThat(seen.get()).isEqualTo(sent);
    }

    @Test
    void metadataAboveTheLimitsIsRefusedBeforeItIsSent() {
        IpcConnection client = serving((request, call) -> request);
        Metadata many = Metadata.EMPTY;
        for (int i = 0; i < 65; i++) {
            many = many.with("k", "v");
        }

        for (Metadata bad : List.of(many, Metadata.of("k", "v".repeat(8192)))) {
            StatusException failure =
                    failureOf(() -> client.call(EchoService.UNARY, echo("x"), DEFAULT.withMetadata(bad)));
            assertThat(failure.code()).isEqualTo(StatusCode.INVALID_ARGUMENT);
            assertThat(failure.certainty()).isEqualTo(Certainty.NOT_EXECUTED);
        }
    }

    @Test
    void interceptorsOfBothSidesStandAroundACallInOrder() {
        List<String> order = new ArrayList<>();
        connect(engines()
                .intercept(client(order, "client 1"))
                .intercept(client(order, "client 2"))
                .intercept(server(order, "server 1"))
                .intercept(server(order, "server 2"))
                .serve(unary((request, call) -> {
                    order.add("handler " + call.metadata().get("by"));
                    return request;
                })));

        call(pair.client(), "x");

        assertThat(order).containsExactly("client 1", "client 2", "server 1", "server 2", "handler client 2");
    }

    private static ClientInterceptor client(List<String> order, String name) {
        return new ClientInterceptor() {
            @Override
            public <Q extends MessageLite, R extends MessageLite> CompletableFuture<R> intercept(
                    MethodDescriptor<Q, R> method, Q request, CallOptions options, Next next) {
                order.add(name);
                return next.call(method, request, options.withMetadata(Metadata.of("by", name)))
                        .thenApply(response -> response);
            }
        };
    }

    private static ServerInterceptor server(List<String> order, String name) {
        return new ServerInterceptor() {
            @Override
            public <Q extends MessageLite, R extends MessageLite> R intercept(
                    Q request, CallContext call, UnaryHandler<Q, R> next) throws Exception {
                order.add(name);
                return next.handle(request, call);
            }
        };
    }

    @Test
    void cancellationReachesTheHandlerThroughInterceptors() throws Exception {
        CountDownLatch runs = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        connect(engines().intercept(client(new ArrayList<>(), "x")).serve(unary((request, call) -> {
            call.onCancel(cancelled::countDown);
            runs.countDown();
            new CountDownLatch(1).await();
            return request;
        })));
        CompletableFuture<EchoMessage> future = pair.client().callAsync(EchoService.UNARY, echo("x"), DEFAULT);
        assertThat(runs.await(10, TimeUnit.SECONDS)).isTrue();

        future.cancel(true);

        assertThat(cancelled.await(5, TimeUnit.SECONDS)).isTrue();
    }

    // ---- threads

    @Test
    void aBlockingCallOnTheConnectionsThreadThrowsAtOnce() {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        CountDownLatch chained = new CountDownLatch(1); // else what is chained could run on this thread
        IpcConnection client = serving((request, call) -> {
            chained.await();
            return request;
        });

        CompletableFuture<Void> done = client.callAsync(EchoService.UNARY, echo("x"), DEFAULT)
                .thenAccept(response -> {
                    try {
                        call(client, "blocking");
                    } catch (IllegalStateException e) {
                        thrown.set(e);
                    }
                });
        chained.countDown();
        done.join();

        assertThat(thrown.get()).hasMessageContaining("blocking call");
    }

    // ---- the end

    @Test
    void closingTheClientEndsItsCallsAndTheHandlersThatServeThem() throws Exception {
        CountDownLatch runs = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        IpcConnection client = serving((request, call) -> {
            call.onCancel(cancelled::countDown);
            runs.countDown();
            new CountDownLatch(1).await();
            return request;
        });
        CompletableFuture<EchoMessage> future = client.callAsync(EchoService.UNARY, echo("x"), DEFAULT);
        assertThat(runs.await(10, TimeUnit.SECONDS)).isTrue();

        client.close();

        assertThat(failureOf(future).status())
                .returns(StatusCode.UNAVAILABLE, Status::code)
                .returns(Certainty.UNKNOWN, Status::certainty);
        assertThat(cancelled.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(client.isOpen()).isFalse();
    }

    @Test
    void closingTheServersSideEndsTheCallsOfTheClient() throws Exception {
        CountDownLatch runs = new CountDownLatch(1);
        IpcConnection client = serving((request, call) -> {
            runs.countDown();
            new CountDownLatch(1).await();
            return request;
        });
        CompletableFuture<EchoMessage> future = client.callAsync(EchoService.UNARY, echo("x"), DEFAULT);
        assertThat(runs.await(10, TimeUnit.SECONDS)).isTrue();

        pair.server().close();

        assertThat(failureOf(future).status())
                .returns(StatusCode.UNAVAILABLE, Status::code)
                .returns(Certainty.UNKNOWN, Status::certainty);
    }

    @Test
    void bothSidesAreToldOnceThatTheConnectionHasEnded() {
        IpcConnection client = serving((request, call) -> request);
        CompletableFuture<Status> atClient = client.closed().toCompletableFuture();
        CompletableFuture<Status> atServer = pair.server().closed().toCompletableFuture();
        assertThat(atClient).isNotDone();
        assertThat(atServer).isNotDone();

        client.close();

        assertThat(EnginePair.get(atClient).code()).isEqualTo(StatusCode.UNAVAILABLE);
        assertThat(EnginePair.get(atServer).code()).isEqualTo(StatusCode.UNAVAILABLE);
    }

    @Test
    void aCallAfterTheEndFailsAtOnceAsNotExecuted() {
        IpcConnection client = serving((request, call) -> request);
        client.close();

        StatusException failure = failureOf(client.callAsync(EchoService.UNARY, echo("x"), DEFAULT));

        assertThat(failure.code()).isEqualTo(StatusCode.UNAVAILABLE);
        assertThat(failure.certainty()).isEqualTo(Certainty.NOT_EXECUTED);
    }

    @Test
    void everyCallEndsOnceWhenTheConnectionClosesAmongThem() {
        IpcConnection client = serving((request, call) -> request);
        List<CompletableFuture<EchoMessage>> calls = new ArrayList<>();
        AtomicInteger ends = new AtomicInteger();

        for (int i = 0; i < 1000; i++) {
            CompletableFuture<EchoMessage> call = client.callAsync(EchoService.UNARY, random(2000, i), DEFAULT);
            var unused = call.whenComplete((response, failure) -> ends.incrementAndGet());
            calls.add(call);
            if (i == 500) {
                new Thread(pair.server()::close).start();
            }
        }

        await().untilAsserted(() -> assertThat(ends).hasValue(1000));
        assertThat(calls).allSatisfy(call -> {
            if (call.isCompletedExceptionally()) {
                assertThat(failureOf(call).code()).isEqualTo(StatusCode.UNAVAILABLE);
            }
        });
    }

    @Test
    void theGeneratedClientWorks() throws Exception {
        connect(engines().serve(EchoService.of(new dev.loopline.echo.ConformanceEcho())));
        EchoClient echo = EchoClient.on(pair.client());

        assertThat(echo.unary(echo("x"))).isEqualTo(echo("x"));
        assertThat(echo.async().unary(echo("y")).get(10, TimeUnit.SECONDS)).isEqualTo(echo("y"));
    }
}
