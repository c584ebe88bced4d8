package dev.loopline.benchmarks.peers.loopline;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import dev.loopline.IpcClient;
import dev.loopline.StatusException;
import dev.loopline.benchmarks.load.Caller;
import dev.loopline.benchmarks.load.Client;
import dev.loopline.benchmarks.load.Count;
import dev.loopline.benchmarks.load.Pipeline;
import dev.loopline.benchmarks.load.Reply;
import dev.loopline.benchmarks.load.Running;
import dev.loopline.benchmarks.load.Threads;
import dev.loopline.benchmarks.load.Work;
import dev.loopline.benchmarks.peers.Messages;
import dev.loopline.call.BidiStream;
import dev.loopline.call.ResponseStream;
import dev.loopline.echo.EchoClient;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.transport.WaitMode;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Calls of Loopline, and streams read by a thread that waits or by a subscriber on the connection's thread. For one thread. */
final class LooplineClient implements Client {
    private final IpcClient client;
    private final EchoClient echo;
    private final boolean callbacks;

    LooplineClient(Path directory, WaitMode waiting, boolean callbacks) {
        this.callbacks = callbacks;
        client = IpcClient.named(LooplineServer.NAME)
                .directory(EndpointDirectory.at(directory))
                .waiting(waiting)
                .connect();
        echo = EchoClient.on(client);
    }

    @Override
    public Caller caller(int bytes) {
        ByteString payload = Messages.payload(bytes);
        return () -> Messages.check(echo.unary(Messages.of(payload)), bytes);
    }

    @Override
    public Pipeline pipeline(int bytes) {
        ByteString payload = Messages.payload(bytes);
        EchoClient.Async async = echo.async();
        return new Pipeline() {
            private @Nullable Told last;

            @Override
            public void send(Reply reply) {
                Told told = last;
                if (told == null || told.reply() != reply) {
                    told = new Told(reply, bytes);
                    last = told; // so that a closed loop allocates one for all its calls
                }
                CompletableFuture<EchoMessage> unused =
                        async.unary(Messages.of(payload)).whenComplete(told);
            }
        };
    }

    @Override
    public Running stream(int size, Count arrived) {
        ResponseStream<EchoMessage> responses = echo.serverStream(Messages.request(size));
        if (callbacks) {
            responses.asPublisher().subscribe(new Counting(size, arrived, () -> {}));
            return responses::close;
        }
        Thread reader = start("reader", () -> {
            for (EchoMessage message : responses) {
                Messages.check(message, size);
                arrived.add(1);
            }
        });
        return () -> {
            responses.close();
            Threads.join(reader);
        };
    }

    @Override
    public Running stoppedStream(int size, int read) {
        ResponseStream<EchoMessage> responses = echo.serverStream(Messages.request(size));
        for (int i = 0; i < read; i++) {
            Messages.check(requireNonNull(responses.next(), "message"), size);
        }
        return responses::close;
    }

    @Override
    public Running echo(int size, Count arrived) {
        ByteString payload = Messages.payload(size);
        BidiStream<EchoMessage, EchoMessage> both = echo.bidi();
        if (callbacks) {
            Refill refill = new Refill(payload, both);
            both.responses().asPublisher().subscribe(new Counting(size, arrived, refill::sendOne));
            for (int i = 0; i < Work.ECHOES; i++) {
                both.send(Messages.of(payload));
            }
            return both::close;
        }
        Thread reader = start("echo", () -> {
            for (int i = 0; i < Work.ECHOES; i++) {
                both.send(Messages.of(payload));
            }
            for (EchoMessage message : both.responses()) {
                Messages.check(message, size);
                arrived.add(1);
                both.send(Messages.of(payload));
            }
        });
        return () -> {
            both.close();
            Threads.join(reader);
        };
    }

    private static Thread start(String name, Runnable body) {
        Thread thread = new Thread(
                () -> {
                    try {
                        body.run();
                    } catch (StatusException e) {
                        // Closing the call is how it ends here.
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Override
    public void close() {
        client.close();
    }

    private record Told(Reply reply, int bytes) implements BiConsumer<@Nullable EchoMessage, @Nullable Throwable> {
        @Override
        public void accept(@Nullable EchoMessage response, @Nullable Throwable failure) {
            if (response == null) {
                reply.failed(failure == null ? new IllegalStateException("neither response nor failure") : failure);
                return;
            }
            try {
                Messages.check(response, bytes);
            } catch (IllegalStateException e) {
                reply.failed(e);
                return;
            }
            reply.arrived();
        }
    }

    /** Sends again what came back; what finds no room follows when there is some. On the connection's thread. */
    private static final class Refill implements Runnable {
        private final ByteString payload;
        private final BidiStream<EchoMessage, EchoMessage> both;
        private int owed;

        Refill(ByteString payload, BidiStream<EchoMessage, EchoMessage> both) {
            this.payload = payload;
            this.both = both;
        }

        void sendOne() {
            if (++owed == 1) {
                run();
            }
        }

        @Override
        public void run() {
            try {
                while (owed > 0) {
                    if (!both.trySend(Messages.of(payload))) {
                        both.whenReady(this);
                        return;
                    }
                    owed--;
                }
            } catch (StatusException e) {
                owed = 0; // closed
            }
        }
    }

    private record Counting(int size, Count arrived, Runnable then) implements Flow.Subscriber<EchoMessage> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(EchoMessage message) {
            Messages.check(message, size);
            arrived.add(1);
            then.run();
        }

        @Override
        public void onError(Throwable failure) {
            if (!(failure instanceof StatusException)) {
                System.err.println("stream: " + failure);
            }
        }

        @Override
        public void onComplete() {}
    }
}
