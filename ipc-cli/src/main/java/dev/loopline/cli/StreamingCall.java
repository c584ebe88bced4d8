package dev.loopline.cli;

import com.google.protobuf.DynamicMessage;
import dev.loopline.IpcConnection;
import dev.loopline.StatusException;
import dev.loopline.call.BidiStream;
import dev.loopline.call.CallOptions;
import dev.loopline.call.ClientStream;
import dev.loopline.call.ResponseStream;
import java.util.concurrent.CompletionException;

/**
 * A call of a method that streams: each response is printed as one line of JSON when it arrives.
 *
 * <p><b>Threading:</b> one thread.
 *
 * @param connection makes the call
 * @param method what to call
 * @param options deadline, metadata
 */
record StreamingCall(IpcConnection connection, RemoteMethod method, CallOptions options) {
    /** Sends one request and prints all responses. */
    void serverStream(String request) {
        DynamicMessage message = method.request(request, "--data");
        try (ResponseStream<DynamicMessage> responses =
                connection.serverStream(method.descriptor(), message, options)) {
            responses.forEach(this::print);
        }
    }

    /** Sends all requests and prints the response. */
    void clientStream(RequestLines requests) {
        LineSender sender = new LineSender(method, requests);
        try (ClientStream<DynamicMessage, DynamicMessage> call =
                connection.clientStream(method.descriptor(), options)) {
            sender.start(call, call::close);
            print(call.result().join());
        } catch (CompletionException e) {
            throw sender.failure() == null && e.getCause() instanceof StatusException status
                    ? status
                    : orElse(sender, e);
        } catch (StatusException e) {
            throw orElse(sender, e);
        }
    }

    /** Sends requests while it prints responses. */
    void bidiStream(RequestLines requests) {
        LineSender sender = new LineSender(method, requests);
        try (BidiStream<DynamicMessage, DynamicMessage> call = connection.bidiStream(method.descriptor(), options)) {
            sender.start(call, call::close);
            call.responses().forEach(this::print);
        } catch (StatusException e) {
            throw orElse(sender, e);
        }
    }

    private static RuntimeException orElse(LineSender sender, RuntimeException end) {
        RuntimeException cause = sender.failure();
        return cause == null ? end : cause;
    }

    private void print(DynamicMessage response) {
        Output.line(method.json(response, true), "the call is cancelled");
    }
}
