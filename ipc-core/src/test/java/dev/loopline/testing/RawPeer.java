package dev.loopline.testing;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import dev.loopline.call.MethodType;
import dev.loopline.endpoint.Credential;
import dev.loopline.endpoint.EndpointId;
import dev.loopline.internal.handshake.ClientHandshake;
import dev.loopline.internal.handshake.HelloLimits;
import dev.loopline.internal.handshake.ProtocolVersions;
import dev.loopline.internal.wire.FrameHeader;
import dev.loopline.internal.wire.FrameType;
import dev.loopline.proto.wire.v1.Declare;
import dev.loopline.transport.Frame;
import dev.loopline.transport.OfferResult;
import dev.loopline.transport.Transport;
import dev.loopline.transport.TransportListener;
import dev.loopline.transport.TransportRuntime;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client that proves itself like any other, and then sends frames that no engine would. */
public final class RawPeer implements TransportListener, AutoCloseable {
    private final Transport transport;
    private final ClientHandshake handshake;
    private final CompletableFuture<RawPeer> ready = new CompletableFuture<>();
    private final CompletableFuture<Boolean> closed = new CompletableFuture<>();
    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>(100_000);

    /** A frame that arrived. */
    public record Received(FrameType type, int flags, long value, long streamId, ByteString body) {}

    private RawPeer(Transport transport, EndpointId id, Credential credential, HelloLimits limits) {
        this.transport = transport;
        this.handshake = new ClientHandshake(
                ProtocolVersions.CURRENT, id, credential, limits, transport.localAddress(), transport.remoteAddress());
    }

    static RawPeer connect(
            TransportRuntime runtime, SocketAddress address, EndpointId id, Credential credential, HelloLimits limits) {
        CompletableFuture<RawPeer> made = new CompletableFuture<>();
        EnginePair.get(runtime.connect(address, transport -> {
            RawPeer peer = new RawPeer(transport, id, credential, limits);
            made.complete(peer);
            return peer;
        }));
        return EnginePair.get(EnginePair.get(made).ready);
    }

    /** Sends a frame, whatever it says. */
    public RawPeer send(int type, int flags, int method, int value, long streamId, byte[] body) {
        ByteBuffer frame = ByteBuffer.allocate(FrameHeader.BYTES + body.length);
        FrameHeader.write(frame, type, flags, method, value, streamId);
        frame.put(body).flip();
        inRole(() -> {
            OfferResult result = transport.offer(new Frame() {
                @Override
                public int sizeBytes() {
                    return frame.remaining();
                }

                @Override
                public void writeTo(ByteBuffer target) {
                    target.put(frame.duplicate());
                }
            });
            if (result == OfferResult.BACK_PRESSURED) {
                throw new IllegalStateException("the test sends more than the transport takes");
            }
        });
        return this;
    }

    /** Does something in the role: at once if this is in it. What is sent there leaves before anything is read. */
    public void inRole(Runnable work) {
        if (transport.inRole()) {
            work.run();
        } else {
            transport.execute(work);
        }
    }

    /** {@return how many bytes the other side has not taken yet} */
    public int pendingBytes() {
        return transport.pendingBytes();
    }

    /** Gives a method a number. */
    public RawPeer declare(int number, String method) {
        return send(
                FrameType.DECLARE.code(),
                0,
                number,
                0,
                0,
                Declare.newBuilder().setMethod(method).build().toByteArray());
    }

    /** Gives a method of any type a number. */
    public RawPeer declare(int number, String method, MethodType type) {
        return send(
                FrameType.DECLARE.code(),
                0,
                number,
                0,
                0,
                Declare.newBuilder()
                        .setMethod(method)
                        .setType(dev.loopline.proto.wire.v1.MethodType.valueOf(type.name()))
                        .build()
                        .toByteArray());
    }

    /** Makes a whole call. */
    public RawPeer call(int method, long streamId, MessageLite request) {
        return call(method, streamId, request.toByteArray());
    }

    public RawPeer call(int method, long streamId, byte[] request) {
        return send(FrameType.CALL.code(), FrameHeader.FLAG_END, method, 0, streamId, request);
    }

    /** Waits for the next frame. */
    public Received next() {
        try {
            Received frame = received.poll(10, TimeUnit.SECONDS);
            if (frame == null) {
                throw new AssertionError("no frame within 10 s; closed: " + closed.isDone());
            }
            return frame;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** {@return the next frame, {@code null} if none comes for a moment} */
    public @Nullable Received poll() throws InterruptedException {
        return received.poll(5, TimeUnit.MILLISECONDS);
    }

    /** Waits until the other side has closed. */
    public void awaitClosed() {
        EnginePair.get(closed);
    }

    public boolean isClosed() {
        return closed.isDone();
    }

    @Override
    public void onOpen() {
        transport.sendHello(handshake.clientHello());
    }

    @Override
    public boolean onHello(ByteBuffer bytes) {
        if (!handshake.receive(bytes)) {
            return false;
        }
        handshake.complete();
        transport.sendHello(handshake.clientAuth());
        ready.complete(this);
        return true;
    }

    @Override
    public void onFrame(ByteBuffer frame) {
        FrameType type = FrameType.ofCode(FrameHeader.type(frame));
        ByteString body = ByteString.copyFrom(
                frame.slice(frame.position() + FrameHeader.BYTES, frame.remaining() - FrameHeader.BYTES));
        received.add(new Received(
                type, FrameHeader.flags(frame), FrameHeader.value(frame), FrameHeader.streamId(frame), body));
    }

    @Override
    public void onBadFrameLength(long length) {
        closed.completeExceptionally(new AssertionError("the engine sent a frame of " + length + " bytes"));
    }

    @Override
    public void onWritable() {}

    @Override
    public void onClosed(Throwable cause) {
        closed.complete(true);
        ready.completeExceptionally(new AssertionError("closed in the handshake", cause));
    }

    @Override
    public void close() {
        transport.abort();
    }
}
