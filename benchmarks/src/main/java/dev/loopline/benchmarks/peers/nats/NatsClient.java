package dev.loopline.benchmarks.peers.nats;

import dev.loopline.benchmarks.load.Bytes;
import dev.loopline.benchmarks.load.Caller;
import dev.loopline.benchmarks.load.Client;
import dev.loopline.benchmarks.load.Count;
import dev.loopline.benchmarks.load.Pipeline;
import dev.loopline.benchmarks.load.Reply;
import dev.loopline.benchmarks.load.Running;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Requests over one connection, and streams as subscriptions. For one thread. */
final class NatsClient implements Client {
    private final Connection connection;
    private int streams;

    NatsClient(int port) {
        connection = NatsConnections.connect(port);
    }

    @Override
    public Caller caller(int bytes) {
        byte[] payload = Bytes.of(bytes);
        return () -> {
            Message reply = connection.request(NatsEcho.ECHO, payload, NatsConnections.PATIENCE);
            if (reply == null) {
                throw new IOException("nats: no reply within " + NatsConnections.PATIENCE);
            }
            check(reply, bytes);
        };
    }

    private static void check(Message message, int bytes) {
        byte[] data = message.getData();
        Bytes.check(data.length, data.length == 0 ? 0 : data[data.length - 1], bytes);
    }

    @Override
    public Pipeline pipeline(int bytes) {
        byte[] payload = Bytes.of(bytes);
        return reply -> {
            CompletableFuture<Message> unused = connection
                    .request(NatsEcho.ECHO, payload)
                    .whenComplete((message, failure) -> tell(reply, message, failure, bytes));
        };
    }

    private static void tell(Reply reply, @Nullable Message message, @Nullable Throwable failure, int bytes) {
        if (message == null) {
            reply.failed(failure == null ? new IllegalStateException("neither reply nor failure") : failure);
            return;
        }
        try {
            check(message, bytes);
        } catch (IllegalStateException e) {
            reply.failed(e);
            return;
        }
        reply.arrived();
    }

    @Override
    public Running stream(int bytes, Count arrived) throws IOException {
        String subject = "bench.messages." + streams++;
        Dispatcher dispatcher = connection.createDispatcher(message -> {
            check(message, bytes);
            arrived.add(1);
        });
        dispatcher.subscribe(subject);
        NatsConnections.flush(connection);
        ask(subject + " " + bytes);
        return () -> {
            ask(subject + " 0");
            connection.closeDispatcher(dispatcher);
        };
    }

    private void ask(String what) throws IOException {
        byte[] data = what.getBytes(StandardCharsets.UTF_8);
        try {
            if (connection.request(NatsEcho.STREAM, data, NatsConnections.PATIENCE) == null) {
                throw new IOException("nats: no reply to '" + what + "' within " + NatsConnections.PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("nats: interrupted");
        }
    }

    @Override
    public void close() {
        NatsConnections.close(connection);
    }
}
