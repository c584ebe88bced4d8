package dev.loopline.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.CallLimits;
import dev.loopline.Certainty;
import dev.loopline.StatusException;
import dev.loopline.call.CallContext;
import dev.loopline.call.HandlerExecution;
import dev.loopline.echo.EchoService;
import dev.loopline.internal.wire.FrameType;
import dev.loopline.testing.EnginePair;
import dev.loopline.testing.RawPeer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls and the executors of services. */
@Timeout(60)
class DispatchTest {
    private static EnginePair servingOn(Executor executor) {
        return Engines.inProcess()
                .serve(Engines.echo().withExecution(HandlerExecution.on(executor)))
                .connect();
    }

    @Test
    void e06AThreadThatCannotBeStartedFailsItsCallOnly() throws Exception {
        AtomicBoolean exhausted = new AtomicBoolean(true);
        try (EnginePair pair = servingOn(task -> {
            if (exhausted.getAndSet(false)) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            task.run();
        })) {
            StatusException failure = Engines.failureOf(Engines.start(pair.client(), "x"));

            assertThat(failure.reason()).isEqualTo("HANDLERS_BUSY");
            assertThat(failure.certainty()).isEqualTo(Certainty.NOT_EXECUTED);
            assertThat(Engines.answerTo(Engines.start(pair.client(), "y"))).isEqualTo("y");
        }
    }

    @Test
    void whatAnExecutorSaysOfItselfStaysInTheProcess() {
        try (EnginePair pair = servingOn(task -> {
            throw new RejectedExecutionException("secret " + task);
        })) {
            StatusException failure = Engines.failureOf(Engines.start(pair.client(), "x"));

            assertThat(failure).hasMessageContaining("executor").hasMessageNotContaining("secret");
        }
    }

    @Test
    void aTaskThatWasRunAndThenRejectedCountsOnce() {
        BlockingQueue<Runnable> later = new LinkedBlockingQueue<>();
        AtomicBoolean first = new AtomicBoolean(true);
        Executor executor = task -> {
            if (first.getAndSet(false)) {
                task.run();
                throw new RejectedExecutionException("too late");
            }
            later.add(task);
        };
        try (EnginePair pair = Engines.inProcess()
                        .serverCalls(CallLimits.DEFAULT.withMaxConcurrentCalls(1))
                        .serve(Engines.echo().withExecution(HandlerExecution.on(executor)))
                        .connect();
                RawPeer peer = pair.openRaw()) {
            peer.declare(1, EchoService.UNARY.fullName());
            peer.call(1, 1, Engines.text("x"));
            assertThat(peer.next().type()).isEqualTo(FrameType.MESSAGE);

            peer.call(1, 3, Engines.text("y"));
            peer.call(1, 5, Engines.text("z"));

            RawPeer.Received refused = peer.next();
            assertThat(refused.type()).isEqualTo(FrameType.STATUS);
            assertThat(refused.streamId()).isEqualTo(5);
        }
    }

    @Test
    void aHandlerThatRunsAnotherOneInsideItIsStillTheCurrentCallAfterwards() throws Exception {
        BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
        Thread userInterface = new Thread(() -> {
            try {
                while (true) {
                    tasks.take().run();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        userInterface.start();
        try (EnginePair pair = Engines.inProcess()
                .serve(Engines.serving((request, call) -> {
                            if (request.getPayload().toStringUtf8().equals("dialog")) {
                                tasks.take().run();
                            }
                            return Engines.text("" + (CallContext.current() == call));
                        })
                        .withExecution(HandlerExecution.on(tasks::add)))
                .connect()) {
            var outer = Engines.start(pair.client(), "dialog");
            var inner = Engines.start(pair.client(), "inner");

            assertThat(Engines.answerTo(inner)).isEqualTo("true");
            assertThat(Engines.answerTo(outer)).isEqualTo("true");
        } finally {
            userInterface.interrupt();
            userInterface.join();
        }
    }
}
