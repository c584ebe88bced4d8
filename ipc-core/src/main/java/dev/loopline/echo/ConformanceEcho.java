package dev.loopline.echo;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.call.CallContext;
import dev.loopline.proto.echo.v1.BytesRequest;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.echo.v1.FailRequest;
import dev.loopline.proto.echo.v1.SleepRequest;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The conformance service, served: what clients in any language are tried against.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class ConformanceEcho implements EchoService {
    /** Byte i of an answer of {@code Bytes} is i modulo this, a prime, so that no power of two hides a shift. */
    public static final int PATTERN = 251;

    /** Largest answer of {@code Bytes}, whatever the connection would carry: 1 GiB. */
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
            throw Status.of(StatusCode.CANCELLED, "CANCELLED", "sleep: cancelled by the caller")
                    .asException();
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
        long size = Integer.toUnsignedLong(request.getSize());
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
}
