package dev.loopline.benchmarks.peers.jeromq;

import dev.loopline.benchmarks.load.Bytes;
import dev.loopline.benchmarks.load.Server;
import dev.loopline.benchmarks.load.Threads;
import java.util.HashMap;
import java.util.Map;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/**
 * A thread that sends back each message of one part to whoever sent it; {@link #STREAM} and a size makes it begin to push
 * messages to a port that it answers with, and {@link #STOP} and that port end it. Any thread.
 */
final class JeromqServer implements Server {
    static final String HOST = "tcp://127.0.0.1";
    static final String STREAM = "stream";
    static final String STOP = "stop";

    private static final int HANDSHAKE_MILLIS = 300;
    private static final int LOOK_MILLIS = 100;
    private static final int LARGE_BYTES = 16 * 1024;

    private final ZContext context = new ZContext();
    private final Thread thread;
    private final int port;
    private volatile boolean ended;

    JeromqServer() {
        ZMQ.Socket router = socket(context, SocketType.ROUTER);
        port = router.bindToRandomPort(HOST);
        router.setReceiveTimeOut(LOOK_MILLIS);
        thread = start(() -> serve(router), "router");
    }

    /** A socket whose handshake begins anew if it gets stuck, which happens now and then; by default that takes 30 s. */
    static ZMQ.Socket socket(ZContext context, SocketType type) {
        ZMQ.Socket socket = context.createSocket(type);
        socket.setHandshakeIvl(HANDSHAKE_MILLIS);
        return socket;
    }

    static int highWaterMark(int bytes) {
        return bytes > LARGE_BYTES ? 64 : 1_000;
    }

    private static Thread start(Runnable body, String name) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void serve(ZMQ.Socket router) {
        Map<Integer, Pushing> streams = new HashMap<>();
        while (!ended) {
            byte[] sender = router.recv();
            if (sender == null) {
                continue; // nobody has called for a while
            }
            byte[] message = router.recv();
            byte[] answer = message;
            if (router.hasReceiveMore()) {
                int argument = Integer.parseInt(router.recvStr());
                answer = command(new String(message, ZMQ.CHARSET), argument, streams);
            }
            router.sendMore(sender);
            router.send(answer);
        }
        router.close();
    }

    private byte[] command(String command, int argument, Map<Integer, Pushing> streams) {
        if (command.equals(STREAM)) {
            Pushing stream = new Pushing(argument);
            streams.put(stream.port, stream);
            return Integer.toString(stream.port).getBytes(ZMQ.CHARSET);
        }
        Pushing stream = streams.remove(argument);
        if (stream != null) {
            stream.ended = true;
        }
        return new byte[0];
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void close() {
        ended = true;
        Threads.join(thread);
        context.close();
    }

    /** Pushes until it is told not to. */
    private final class Pushing implements Runnable {
        private final byte[] message;
        private final ZMQ.Socket push = socket(context, SocketType.PUSH);
        private final int port;
        private volatile boolean ended;

        Pushing(int bytes) {
            message = Bytes.of(bytes);
            push.setHWM(highWaterMark(bytes));
            push.setLinger(0);
            push.setSendTimeOut(LOOK_MILLIS);
            port = push.bindToRandomPort(HOST);
            start(this, "push");
        }

        @Override
        public void run() {
            while (!ended) {
                push.send(message); // false while nobody pulls
            }
            push.close();
        }
    }
}
