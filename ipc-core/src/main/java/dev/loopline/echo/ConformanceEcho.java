package dev.loopline.echo;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.call.CallContext;
import dev.loopline.call.RequestStream;
import dev.loopline.call.StreamSender;
import dev.loopline.proto.echo.v1.BytesRequest;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.echo.v1.EmitRequest;
import dev.loopline.proto.echo.v1.FailRequest;
import dev.loopline.proto.echo.v1.SleepRequest;
import dev.loopline.proto.echo.v1.StreamRequest;
import dev.loopline.proto.echo.v1.Summary;
import dev.loopline.topic.Topic;
import dev.loopline.topic.TopicChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The conformance service, served: what clients in any language are tried against.
 *
 * <p><b>Threading:</b> any thread, but its streams wait for their caller, and {@code Emit} for the hub, which the connection's own thread must not.
 */
public final class ConformanceEcho implements EchoService {
    /**
     * Byte i of a payload that {@code Bytes}, {@code ServerStream} or {@code Emit} makes is i modulo this, a prime, so that no power of
     * two hides a shift.
     */
    public static final int PATTERN = 251;

    /** Largest payload that any of them makes, whatever the connection would carry: 1 GiB. */
    private static final long MAX_BYTES = 1L << 30;

    /** Makes the service. */
    public ConformanceEcho() {}

    @Override
    public EchoMessage unary(EchoMessage request, CallContext call) {
        return request;
    }

    @Override
    public EchoMessage sleep(SleepRequest request, CallContext call) throws InterruptedException {
        CountDownLatch cancelled = new CountDownLatch(1);
        call.onCancel(cancelled::countDown);
        boolean early = cancelled.await(Integer.toUnsignedLong(request.getMillis()), TimeUnit.MILLISECONDS);
        if (early) {
            throw cancelled("sleep");
        }
        return EchoMessage.getDefaultInstance();
    }

    @Override
    public EchoMessage fail(FailRequest request, CallContext call) {
        if (request.getCode() == StatusCode.OK.number()) {
            return EchoMessage.getDefaultInstance();
        }
        StatusCode code = StatusCode.ofNumber(request.getCode());
        throw Status.of(code, "ECHO_FAIL", request.getMessage()).asException();
    }

    @Override
    public EchoMessage bytes(BytesRequest request, CallContext call) {
        return pattern(request.getSize());
    }

    @Override
    public void serverStream(StreamRequest request, StreamSender<EchoMessage> responses) throws InterruptedException {
        EchoMessage message = pattern(request.getSize());
        CountDownLatch cancelled = new CountDownLatch(1);
        requireNonNull(CallContext.current(), "call").onCancel(cancelled::countDown);
        Pace pace = new Pace(Integer.toUnsignedLong(request.getIntervalMicros()), cancelled);
        for (long left = Integer.toUnsignedLong(request.getCount()); left > 0; left--) {
            if (!pace.awaitNext()) {
                throw cancelled("serverStream");
            }
            responses.send(message);
        }
    }

    @Override
    public Summary collect(RequestStream<EchoMessage> requests, CallContext call) {
        long messages = 0;
        long bytes = 0;
        for (EchoMessage request : requests) {
            messages++;
            bytes += request.getPayload().size();
        }
        return Summary.newBuilder().setMessages(messages).setBytes(bytes).build();
    }

    @Override
    public void bidi(RequestStream<EchoMessage> requests, StreamSender<EchoMessage> responses) {
        for (EchoMessage request : requests) {
            responses.send(request);
        }
    }

    @Override
    public Summary emit(EmitRequest request, CallContext call) throws InterruptedException {
        TopicChannel<EchoMessage> topic = call.connection().topic(topic(request.getTopic()));
        EchoMessage message = pattern(request.getSize());
        CountDownLatch cancelled = new CountDownLatch(1);
        call.onCancel(cancelled::countDown);
        Pace pace = new Pace(Integer.toUnsignedLong(request.getIntervalMicros()), cancelled);
        long count = Integer.toUnsignedLong(request.getCount());
        for (long left = count; left > 0; left--) {
            if (!pace.awaitNext()) {
                throw cancelled("emit");
            }
            topic.publish(message);
        }
        return Summary.newBuilder()
                .setMessages(count)
                .setBytes(count * message.getPayload().size())
                .build();
    }

    private static Topic<EchoMessage> topic(String name) {
        try {
            return Topic.of(name, EchoMessage.getDefaultInstance());
        } catch (IllegalArgumentException e) {
            throw Status.of(StatusCode.INVALID_ARGUMENT, "BAD_TOPIC", String.valueOf(e.getMessage()))
                    .asException();
        }
    }

    /** {@return a message whose payload is the pattern} */
    private static EchoMessage pattern(int unsignedSize) {
        long size = Integer.toUnsignedLong(unsignedSize);
        long max = Math.min(MAX_BYTES, Runtime.getRuntime().maxMemory() / 8);
        if (size > max) {
            throw Status.of(
                            StatusCode.RESOURCE_EXHAUSTED,
                            "MESSAGE_TOO_LARGE",
                            "size: " + size + " (expected: at most " + max + ", 1/8 of the server's heap)")
                    .asException();
        }
        byte[] pattern = new byte[(int) size];
        for (int i = 0; i < pattern.length; i++) {
            pattern[i] = (byte) (i % PATTERN);
        }
        ByteString payload = UnsafeByteOperations.unsafeWrap(pattern); // nobody else has the array
        return EchoMessage.newBuilder().setPayload(payload).build();
    }

    private static StatusException cancelled(String method) {
        return Status.of(StatusCode.CANCELLED, "CANCELLED", method + ": cancelled by the caller")
                .asException();
    }
}
