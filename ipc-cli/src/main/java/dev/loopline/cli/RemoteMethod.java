package dev.loopline.cli;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.util.JsonFormat;
import dev.loopline.Certainty;
import dev.loopline.IpcConnection;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.call.MethodType;
import java.time.Duration;

/**
 * A method of which nothing was known when this program was built: its messages are described by the server.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param method what the server says of it
 * @param types names of messages, for {@code google.protobuf.Any}
 */
record RemoteMethod(MethodDescriptor method, JsonFormat.TypeRegistry types) {
    private static final int MAX_WHY = 300;

    /**
     * Asks a server for a method.
     *
     * @throws Failure if there is none of that name, with those that there are
     */
    static RemoteMethod find(IpcConnection connection, String name) {
        int slash = name.indexOf('/');
        if (slash < 1 || slash != name.lastIndexOf('/') || slash == name.length() - 1) {
            throw Failure.usage("BAD_METHOD", "method: \"" + name + "\" (expected: Service/Method)");
        }
        RemoteService service = RemoteService.find(connection, name.substring(0, slash));
        return new RemoteMethod(service.method(name.substring(slash + 1)), service.types());
    }

    dev.loopline.call.MethodDescriptor<DynamicMessage, DynamicMessage> descriptor() {
        return new dev.loopline.call.MethodDescriptor<>(
                method.getService().getFullName() + "/" + method.getName(),
                type(),
                parser(method.getInputType()),
                parser(method.getOutputType()),
                deadline(),
                false);
    }

    /** {@return how many messages go each way} */
    MethodType type() {
        if (method.isClientStreaming()) {
            return method.isServerStreaming() ? MethodType.BIDI_STREAMING : MethodType.CLIENT_STREAMING;
        }
        return method.isServerStreaming() ? MethodType.SERVER_STREAMING : MethodType.UNARY;
    }

    private static Parser<DynamicMessage> parser(com.google.protobuf.Descriptors.Descriptor type) {
        return DynamicMessage.getDefaultInstance(type).getParserForType();
    }

    private Duration deadline() {
        return MethodOptionsReader.deadline(method);
    }

    /**
     * {@return the request that JSON describes}
     *
     * @param json one value
     * @param where where it stands, for people
     * @throws Failure if it is no message of this method
     */
    DynamicMessage request(String json, String where) {
        return new RemoteType(method.getInputType(), types).message(json, where);
    }

    /** An Any of a type that the server did not describe, whose name can be anything. It is not looked for elsewhere. */
    private Failure noJson(InvalidProtocolBufferException cause) {
        String why = String.valueOf(cause.getMessage()).replaceAll("\\p{Cntrl}", "?");
        Status status = new Status(
                StatusCode.FAILED_PRECONDITION,
                "NO_JSON_FORM",
                "the response of " + method.getFullName() + " cannot be shown as JSON: "
                        + (why.length() <= MAX_WHY ? why : why.substring(0, MAX_WHY) + "...")
                        + " (expected: types that the server describes, or imports where it describes the service)",
                Certainty.EXECUTED,
                cause);
        return Failure.failed(status.asException());
    }

    /** {@return the response as JSON, with every field that it has, also those that are zero or empty} */
    String json(Message response, boolean onOneLine) {
        try {
            return new RemoteType(method.getOutputType(), types).json(response, onOneLine);
        } catch (InvalidProtocolBufferException e) {
            throw noJson(e);
        }
    }
}
