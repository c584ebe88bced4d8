package dev.loopline.testing;

import com.google.protobuf.ByteString;
import dev.loopline.IpcConnection;
import dev.loopline.call.BidiStream;
import dev.loopline.call.CallOptions;
import dev.loopline.call.ClientStream;
import dev.loopline.call.MessageStream;
import dev.loopline.call.ResponseStream;
import dev.loopline.call.ServiceDefinition;
import dev.loopline.call.StreamSender;
import dev.loopline.echo.EchoService;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.echo.v1.EchoProto;
import dev.loopline.proto.echo.v1.StreamRequest;
import dev.loopline.proto.echo.v1.Summary;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The shapes of calls that stream, such that a test can be written once for all of them. */
public enum StreamShape {
    SERVER,
    CLIENT,
    BIDI;

    /** One side of a call. What its shape does not stream is {@code null}. */
    public record Side(
            @Nullable MessageStream<EchoMessage> reader,
            @Nullable StreamSender<EchoMessage> sender) {
        /** Sends a number, if this side sends a stream. */
        public void send(int number) {
            if (sender != null) {
                sender.send(message(number));
            }
        }

        /** Takes what must be the next number, if this side reads a stream. */
        public void take(int expected) {
            if (reader != null) {
                EchoMessage taken = reader.next();
                if (!message(expected).equals(taken)) {
                    throw new AssertionError("taken: " + taken + " (expected: " + expected + ")");
                }
            }
        }
    }

    /** What a handler does. What it answers, if its shape wants one message, is nobody's business. */
    @FunctionalInterface
    public interface Serving {
        void serve(Side side) throws Exception;
    }

    /** A call that was opened. */
    public static final class Call implements AutoCloseable {
        private final Side side;
        private final @Nullable ClientStream<EchoMessage, Summary> collecting;
        private final Runnable close;

        private Call(Side side, @Nullable ClientStream<EchoMessage, Summary> collecting, Runnable close) {
            this.side = side;
            this.collecting = collecting;
            this.close = close;
        }

        public Side side() {
            return side;
        }

        /** Sends and takes one number, as far as the shape goes. */
        public void exchange(int number) {
            side.send(number);
            side.take(number);
        }

        /** Sends nothing more. */
        public void complete() {
            if (side.sender() != null) {
                side.sender().complete();
            }
        }

        /** Waits until the call has ended, which it does behind so many responses, and fails as it has failed. */
        public void awaitEnd() {
            if (side.reader() != null) {
                EchoMessage more = side.reader().next();
                if (more != null) {
                    throw new AssertionError("more responses: " + more);
                }
            } else if (collecting != null) {
                try {
                    collecting.result().join();
                } catch (CompletionException e) {
                    throw (RuntimeException) e.getCause();
                }
            }
        }

        @Override
        public void close() {
            close.run();
        }
    }

    public boolean streamsRequests() {
        return this != SERVER;
    }

    public boolean streamsResponses() {
        return this != CLIENT;
    }

    /** {@return a service whose handlers all do the same} */
    public static ServiceDefinition serving(Serving serving) {
        return ServiceDefinition.builder(EchoProto.getDescriptor().findServiceByName("Echo"))
                .serverStreaming(EchoService.SERVER_STREAM, (request, out) -> serving.serve(new Side(null, out)))
                .clientStreaming(EchoService.COLLECT, (requests, call) -> {
                    serving.serve(new Side(requests, null));
                    return Summary.getDefaultInstance();
                })
                .bidiStreaming(EchoService.BIDI, (requests, out) -> serving.serve(new Side(requests, out)))
                .build();
    }

    /** Opens a call of this shape. */
    public Call open(IpcConnection connection, CallOptions options) {
        return switch (this) {
            case SERVER -> {
                ResponseStream<EchoMessage> responses =
                        connection.serverStream(EchoService.SERVER_STREAM, StreamRequest.getDefaultInstance(), options);
                yield new Call(new Side(responses, null), null, responses::close);
            }
            case CLIENT -> {
                ClientStream<EchoMessage, Summary> call = connection.clientStream(EchoService.COLLECT, options);
                yield new Call(new Side(null, call), call, call::close);
            }
            case BIDI -> {
                BidiStream<EchoMessage, EchoMessage> call = connection.bidiStream(EchoService.BIDI, options);
                yield new Call(new Side(call.responses(), call), null, call::close);
            }
        };
    }

    public static EchoMessage message(int number) {
        return EchoMessage.newBuilder()
                .setPayload(ByteString.copyFromUtf8(Integer.toString(number)))
                .build();
    }
}
