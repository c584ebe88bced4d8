package dev.loopline.benchmarks.peers.thrift;

import dev.loopline.benchmarks.load.Bytes;
import dev.loopline.benchmarks.load.Caller;
import dev.loopline.benchmarks.load.Client;
import java.nio.ByteBuffer;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.transport.TSocket;
import org.apache.thrift.transport.TTransport;
import org.apache.thrift.transport.layered.TFramedTransport;

/** A connection for each caller. For one thread. */
final class ThriftClient implements Client {
    private final int port;

    ThriftClient(int port) {
        this.port = port;
    }

    @Override
    public Caller caller(int bytes) throws TException {
        TTransport transport = new TFramedTransport(new TSocket("127.0.0.1", port));
        transport.open();
        return new OneAtATime(new TBinaryProtocol(transport), bytes);
    }

    @Override
    public void close() {}

    private static final class OneAtATime implements Caller {
        private final TProtocol protocol;
        private final byte[] payload;
        private int sequence;

        OneAtATime(TProtocol protocol, int bytes) {
            this.protocol = protocol;
            this.payload = Bytes.of(bytes);
        }

        @Override
        public void call() throws TException {
            EchoProtocol.writeCall(protocol, ++sequence, ByteBuffer.wrap(payload));
            int answered = protocol.readMessageBegin().seqid;
            if (answered != sequence) {
                throw new IllegalStateException("reply " + answered + " (expected: " + sequence + ")");
            }
            ByteBuffer reply = EchoProtocol.read(protocol);
            int size = reply.remaining();
            Bytes.check(size, size == 0 ? 0 : reply.get(reply.limit() - 1), payload.length);
        }

        @Override
        public void close() {
            protocol.getTransport().close();
        }
    }
}
