package dev.loopline.benchmarks.peers.nats;

import dev.loopline.benchmarks.load.Bytes;
import dev.loopline.benchmarks.load.Server;
import io.nats.client.Connection;
import io.nats.client.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A nats-server and a connection that replies to {@link #ECHO}, and publishes to the subject that {@link #STREAM} names. Any thread. */
final class NatsEcho implements Server {
    static final String ECHO = "bench.echo";

    /** Asks for messages: a subject and their size; a size of 0 ends them. */
    static final String STREAM = "bench.stream";

    private final NatsServer broker;
    private final Connection connection;
    private volatile String streamTo = "";

    NatsEcho() throws IOException, InterruptedException {
        broker = NatsServer.start(NatsServer.find().orElseThrow(() -> new IOException(NatsServer.MISSING)));
        connection = NatsConnections.connect(broker.port());
        connection.createDispatcher(this::reply).subscribe(ECHO);
        connection.createDispatcher(this::stream).subscribe(STREAM);
        NatsConnections.flush(connection);
    }

    private void reply(Message message) {
        connection.publish(message.getReplyTo(), message.getData());
    }

    private void stream(Message message) {
        String[] words = new String(message.getData(), StandardCharsets.UTF_8).split(" ", -1);
        int bytes = Integer.parseInt(words[1]);
        streamTo = bytes == 0 ? "" : words[0];
        if (bytes > 0) {
            Thread publisher = new Thread(() -> publish(words[0], Bytes.of(bytes)), "publisher");
            publisher.setDaemon(true);
            publisher.start();
        }
        connection.publish(message.getReplyTo(), new byte[0]);
    }

    private void publish(String subject, byte[] payload) {
        while (streamTo.equals(subject)) {
            connection.publish(subject, payload); // waits while its queue is full
        }
    }

    @Override
    public int port() {
        return broker.port();
    }

    @Override
    public List<Long> helpers() {
        return List.of(broker.pid());
    }

    @Override
    public void close() {
        NatsConnections.close(connection);
        broker.close();
    }
}
