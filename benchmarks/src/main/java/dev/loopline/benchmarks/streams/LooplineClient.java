package dev.loopline.benchmarks.streams;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import dev.loopline.IpcClient;
import dev.loopline.StatusException;
import dev.loopline.benchmarks.Count;
import dev.loopline.call.BidiStream;
import dev.loopline.call.ResponseStream;
import dev.loopline.echo.EchoClient;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.proto.echo.v1.EchoMessage;
import java.nio.file.Path;
import java.util.concurrent.Flow;

/** Streams of Loopline, read by a thread that waits or by a subscriber on the connection's thread. For one thread. */
final class LooplineClient implements StreamClient {
    private static final int READ_BEFORE_STOP = 2000;

    private final IpcClient client;
    private final EchoClient echo;
    private final boolean callbacks;

    LooplineClient(Path directory, boolean callbacks) {
        this.callbacks = callbacks;
        client = IpcClient.named(LooplineStreams.NAME)
                .directory(EndpointDirectory.at(directory))
                .connect();
        echo = EchoClient.on(client);
    }

    EchoClient calls() {
        return echo;
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
            join(reader);
        };
    }

    /** {@return a stream that is read for a while and then no more} */
    Running stoppedStream(int size) {
        ResponseStream<EchoMessage> responses = echo.serverStream(Messages.request(size));
        for (int i = 0; i < READ_BEFORE_STOP; i++) {
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
            for (int i = 0; i < IN_FLIGHT; i++) {
                both.send(Messages.of(payload));
            }
            return both::close;
        }
        Thread reader = start("echo", () -> {
            for (int i = 0; i < IN_FLIGHT; i++) {
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
            join(reader);
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

    static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        client.close();
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
