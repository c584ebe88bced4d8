package dev.loopline.benchmarks.peers.jeromq;

import dev.loopline.benchmarks.load.Bytes;
import dev.loopline.benchmarks.load.Caller;
import dev.loopline.benchmarks.load.Client;
import dev.loopline.benchmarks.load.Count;
import dev.loopline.benchmarks.load.Pipeline;
import dev.loopline.benchmarks.load.Running;
import dev.loopline.benchmarks.load.Threads;
import java.util.ArrayDeque;
import java.util.Queue;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** A socket for each caller and each stream, since none is for two threads; those of callers are used again. For one thread. */
final class JeromqClient implements Client {
    private static final int LOOK_MILLIS = 100;

    private final int port;
    private final ZContext context = new ZContext();
    private final Queue<ZMQ.Socket> idle = new ArrayDeque<>();

    JeromqClient(int port) {
        this.port = port;
    }

    private ZMQ.Socket dealer() {
        ZMQ.Socket used = idle.poll();
        return used == null ? newDealer() : used;
    }

    private ZMQ.Socket newDealer() {
        ZMQ.Socket dealer = JeromqServer.socket(context, SocketType.DEALER);
        dealer.setLinger(0);
        dealer.connect(JeromqServer.HOST + ":" + port);
        return dealer;
    }

    @Override
    public Caller caller(int bytes) {
        ZMQ.Socket dealer = dealer();
        byte[] payload = Bytes.of(bytes);
        return new Caller() {
            @Override
            public void call() {
                dealer.send(payload);
                check(dealer.recv(), bytes);
            }

            @Override
            public void close() {
                idle.add(dealer);
            }
        };
    }

    static void check(byte[] message, int bytes) {
        Bytes.check(message.length, message.length == 0 ? 0 : message[message.length - 1], bytes);
    }

    @Override
    public Pipeline pipeline(int bytes) {
        return new JeromqPipeline(dealer(), bytes, idle::add);
    }

    @Override
    public Running stream(int bytes, Count arrived) {
        int from = Integer.parseInt(new String(ask(JeromqServer.STREAM, bytes), ZMQ.CHARSET));
        Pulling pulling = new Pulling(from, bytes, arrived);
        return () -> {
            pulling.end();
            ask(JeromqServer.STOP, from);
        };
    }

    private byte[] ask(String command, int argument) {
        ZMQ.Socket dealer = dealer();
        dealer.sendMore(command);
        dealer.send(Integer.toString(argument));
        byte[] answer = dealer.recv();
        idle.add(dealer);
        return answer;
    }

    @Override
    public void close() {
        context.close();
    }

    private final class Pulling implements Runnable {
        private final ZMQ.Socket pull = JeromqServer.socket(context, SocketType.PULL);
        private final int bytes;
        private final Count arrived;
        private final Thread thread = new Thread(this, "pull");
        private volatile boolean ended;

        Pulling(int from, int bytes, Count arrived) {
            this.bytes = bytes;
            this.arrived = arrived;
            pull.setHWM(JeromqServer.highWaterMark(bytes));
            pull.setReceiveTimeOut(LOOK_MILLIS);
            pull.connect(JeromqServer.HOST + ":" + from);
            thread.setDaemon(true);
            thread.start();
        }

        @Override
        public void run() {
            while (!ended) {
                byte[] message = pull.recv();
                if (message != null) {
                    check(message, bytes);
                    arrived.add(1);
                }
            }
            pull.close();
        }

        void end() {
            ended = true;
            Threads.join(thread);
        }
    }
}
