package dev.loopline.benchmarks.peers.thrift;

import java.nio.ByteBuffer;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TField;
import org.apache.thrift.protocol.TMessage;
import org.apache.thrift.protocol.TMessageType;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.protocol.TProtocolUtil;
import org.apache.thrift.protocol.TStruct;
import org.apache.thrift.protocol.TType;

/**
 * {@code service Echo { binary echo(1: binary message) }} as Thrift's generator writes and reads it. Any thread.
 */
final class EchoProtocol {
    private static final String METHOD = "echo";
    private static final TStruct ARGUMENTS = new TStruct("echo_args");
    private static final TStruct RESULT = new TStruct("echo_result");
    private static final TField MESSAGE = new TField("message", TType.STRING, (short) 1);
    private static final TField SUCCESS = new TField("success", TType.STRING, (short) 0);

    private EchoProtocol() {}

    static void writeCall(TProtocol out, int sequence, ByteBuffer message) throws TException {
        write(out, new TMessage(METHOD, TMessageType.CALL, sequence), ARGUMENTS, MESSAGE, message);
    }

    static void writeReply(TProtocol out, int sequence, ByteBuffer message) throws TException {
        write(out, new TMessage(METHOD, TMessageType.REPLY, sequence), RESULT, SUCCESS, message);
    }

    private static void write(TProtocol out, TMessage head, TStruct struct, TField field, ByteBuffer message)
            throws TException {
        out.writeMessageBegin(head);
        out.writeStructBegin(struct);
        out.writeFieldBegin(field);
        out.writeBinary(message);
        out.writeFieldEnd();
        out.writeFieldStop();
        out.writeStructEnd();
        out.writeMessageEnd();
        out.getTransport().flush();
    }

    /** Reads what is behind the head of a call or a reply. */
    static ByteBuffer read(TProtocol in) throws TException {
        ByteBuffer message = ByteBuffer.allocate(0);
        in.readStructBegin();
        for (TField field = in.readFieldBegin(); field.type != TType.STOP; field = in.readFieldBegin()) {
            if (field.type == TType.STRING) {
                message = in.readBinary();
            } else {
                TProtocolUtil.skip(in, field.type);
            }
            in.readFieldEnd();
        }
        in.readStructEnd();
        in.readMessageEnd();
        return message;
    }
}
