package dev.loopline.benchmarks.peers.thrift;

import dev.loopline.benchmarks.load.Server;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.apache.thrift.TException;
import org.apache.thrift.TProcessor;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TMessage;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.server.TThreadedSelectorServer;
import org.apache.thrift.transport.TNonblockingServerSocket;
import org.apache.thrift.transport.layered.TFramedTransport;

/** The Echo service of Thrift. Any thread. */
final class ThriftServer implements Server {
    private static final int SELECTORS = 2; // its default

    private final TNonblockingServerSocket listening;
    private final TThreadedSelectorServer server;
    private volatile boolean stopped;

    ThriftServer(int workers) throws TException {
        listening = new TNonblockingServerSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        TProcessor processor = ThriftServer::process;
        server = new TThreadedSelectorServer(new TThreadedSelectorServer.Args(listening)
                .selectorThreads(SELECTORS)
                .workerThreads(workers)
                .transportFactory(new TFramedTransport.Factory())
                .protocolFactory(new TBinaryProtocol.Factory())
                .processor(processor));
        Thread thread = new Thread(this::serve, "thrift");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve() {
        try {
            server.serve();
        } catch (NullPointerException e) {
            if (!stopped) { // without worker threads it ends like this when it is stopped
                throw e;
            }
        }
    }

    private static void process(TProtocol in, TProtocol out) throws TException {
        TMessage head = in.readMessageBegin();
        EchoProtocol.writeReply(out, head.seqid, EchoProtocol.read(in));
    }

    @Override
    public int port() {
        return listening.getPort();
    }

    @Override
    public void close() {
        stopped = true;
        server.stop();
        listening.close();
    }
}
