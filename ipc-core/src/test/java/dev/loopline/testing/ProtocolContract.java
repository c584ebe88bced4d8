package dev.loopline.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.loopline.MessageLimits;
import dev.loopline.StatusCode;
import dev.loopline.call.HandlerExecution;
import dev.loopline.call.MethodDescriptor;
import dev.loopline.call.ServiceDefinition;
import dev.loopline.echo.EchoService;
import dev.loopline.internal.wire.FrameHeader;
import dev.loopline.internal.wire.FrameType;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.echo.v1.EchoProto;
import dev.loopline.proto.wire.v1.CallHeaders;
import dev.loopline.proto.wire.v1.CallStatus;
import dev.loopline.proto.wire.v1.Certainty;
import dev.loopline.proto.wire.v1.GoAway;
import dev.loopline.proto.wire.v1.MetadataEntry;
import dev.loopline.transport.TransportProvider;
import java.io.ByteArrayOutputStream;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server makes of a client that has proved itself and then breaks the rules. One subclass per transport. */
@Timeout(60)
public abstract class ProtocolContract {
    private static final int ECHO = 1;
    private static final byte[] NOTHING = new byte[0];

    private final AtomicInteger handled = new AtomicInteger();
    private EnginePair pair;
    private RawPeer peer;

    protected abstract TransportProvider provider();

    protected abstract SocketAddress address();

    @BeforeEach
    void connect() {
        connect(MessageLimits.DEFAULT);
    }

    private void connect(MessageLimits limits) {
        ServiceDefinition echo = ServiceDefinition.builder(
                        EchoProto.getDescriptor().findServiceByName("Echo"))
                .unary(EchoService.UNARY, (request, call) -> {
                    handled.incrementAndGet();
                    return request;
                })
                .build()
                .withExecution(HandlerExecution.direct());
        pair = EnginePair.over(provider(), address())
                .serve(echo)
                .serverMessages(limits)
                .clientMessages(limits)
                .connect();
        peer = pair.openRaw();
        peer.declare(ECHO, EchoService.UNARY.fullName());
    }

    @AfterEach
    protected void close() {
        peer.close();
        pair.close();
    }

    private static EchoMessage message(String text) {
        return EchoMessage.newBuilder()
                .setPayload(ByteString.copyFromUtf8(text))
                .build();
    }

    private void assertStillServes(long streamId) throws InvalidProtocolBufferException {
        peer.call(ECHO, streamId, message("still there?"));
        RawPeer.Received response = peer.next();
        assertThat(response.type()).isEqualTo(FrameType.MESSAGE);
        assertThat(response.streamId()).isEqualTo(streamId);
        assertThat(EchoMessage.parseFrom(response.body())).isEqualTo(message("still there?"));
    }

    private CallStatus nextStatus(long streamId) throws InvalidProtocolBufferException {
        RawPeer.Received frame = peer.next();
        assertThat(frame.type()).isEqualTo(FrameType.STATUS);
        assertThat(frame.streamId()).isEqualTo(streamId);
        return CallStatus.parseFrom(frame.body());
    }

    private void assertInvalidAndNotExecuted(long streamId) throws InvalidProtocolBufferException {
        CallStatus status = nextStatus(streamId);
        assertThat(status.getCode()).isEqualTo(StatusCode.INVALID_ARGUMENT.number());
        assertThat(status.getCertainty()).isEqualTo(Certainty.NOT_EXECUTED);
        assertThat(status.getMessage()).doesNotContainPattern("\\p{Cntrl}");
        assertThat(handled).hasValue(0);
    }

    private void assertEndsWithProtocolError(String what) throws InvalidProtocolBufferException {
        RawPeer.Received frame = peer.next();
        assertThat(frame.type()).isEqualTo(FrameType.GOAWAY);
        GoAway goAway = GoAway.parseFrom(frame.body());
        assertThat(goAway.getReason()).isEqualTo("PROTOCOL_ERROR");
        assertThat(goAway.getMessage()).contains(what);
        peer.awaitClosed();
    }

    // ---- frames

    @Test
    void d03SkipsUnknownFramesThatAreOptional() throws Exception {
        for (int type = 0x80; type <= 0xFF; type++) {
            peer.send(type, 0xFF, 0xFFFF, -1, -1, new byte[100]);
        }

        assertStillServes(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x00, 0x0B, 0x0F, 0x18, 0x7F})
    void d03UnknownFramesThatAreMandatoryEndTheConnection(int type) throws Exception {
        peer.send(type, 0, 0, 0, 0, NOTHING);

        assertEndsWithProtocolError(String.format("frame type: 0x%02x", type));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17})
    void framesOfTopicsEndTheConnectionBecauseTheyWereNotAgreedOn(int type) throws Exception {
        peer.send(type, 0, 0, 0, 0, NOTHING);

        assertEndsWithProtocolError("topics were not agreed on");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE, 2})
    void d04ACallOnAStreamThatIsNotTheCallersEndsTheConnection(long streamId) throws Exception {
        peer.call(ECHO, streamId, message("x"));

        assertEndsWithProtocolError("stream " + streamId);
        assertThat(handled).hasValue(0);
    }

    @ParameterizedTest
    @CsvSource({"5,5", "5,3"})
    void d04StreamIdsMustRise(long first, long second) throws Exception {
        peer.call(ECHO, first, message("x"));
        assertThat(peer.next().type()).isEqualTo(FrameType.MESSAGE);

        peer.call(ECHO, second, message("y"));

        assertEndsWithProtocolError("stream " + second + ": opened again or out of order");
        assertThat(handled).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MESSAGE", "STATUS", "FRAGMENT", "CREDIT"})
    void d04AnswersToCallsThatTheServerNeverMadeEndTheConnection(String type) throws Exception {
        peer.send(FrameType.valueOf(type).code(), FrameHeader.FLAG_END, 0, 1, 2, NOTHING);

        assertEndsWithProtocolError("stream 2: was never opened");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CANCEL", "FRAGMENT", "CREDIT"})
    void d04FramesForStreamsThatThePeerNeverOpenedEndTheConnection(String type) throws Exception {
        peer.send(FrameType.valueOf(type).code(), FrameHeader.FLAG_END, 0, 1, 7, new byte[1]);

        assertEndsWithProtocolError("stream 7: was never opened");
    }

    @Test
    void d04FramesForStreamsThatHaveEndedAreLateAndIgnored() throws Exception {
        assertStillServes(1);
        peer.send(FrameType.CANCEL.code(), 0, 0, 1, 1, NOTHING);
        peer.send(FrameType.CREDIT.code(), 0, 0, 1, 1, NOTHING);
        peer.send(FrameType.FRAGMENT.code(), 0, 0, 0, 1, new byte[10]);

        assertStillServes(3);
        assertThat(handled).hasValue(2);
    }

    @ParameterizedTest
    @CsvSource({
        "CALL, stream 1: opened again",
        "FRAGMENT, stream 1: FRAGMENT after the request was complete",
        "MESSAGE, stream 1: MESSAGE of a unary call",
        "STATUS, STATUS on stream 1"
    })
    void d04MoreDataForACallThatRunsEndsTheConnectionAndTheCall(FrameType type, String problem) throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        close();
        pair = EnginePair.over(provider(), address())
                .serve(CallContract.unary((request, call) -> {
                    handled.incrementAndGet();
                    running.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                    return request;
                }))
                .connect();
        peer = pair.openRaw();
        peer.declare(ECHO, EchoService.UNARY.fullName()).call(ECHO, 1, message("x"));
        assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();

        peer.send(type.code(), FrameHeader.FLAG_END, ECHO, 0, 1, message("more").toByteArray());

        assertEndsWithProtocolError(problem);
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(handled).hasValue(1);
    }

    @Test
    void aMethodNumberThatWasNotDeclaredEndsTheConnection() throws Exception {
        peer.call(2, 1, message("x"));

        assertEndsWithProtocolError("method number: 2 was never declared");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4097, 65_535})
    void aMethodNumberThatIsOutOfBoundsOrTakenEndsTheConnection(int number) throws Exception {
        peer.declare(number, "a.B/C");

        assertEndsWithProtocolError("method number: " + number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "a/", "/b", "a.B", "a b/c", "../etc/passwd", "a.B/C/D", "a\u0000/b", "a\r\nb/c"})
    void aCallOfANameThatIsNoMethodsIsRefused(String name) throws Exception {
        peer.declare(2, name);
        peer.call(2, 1, message("x"));

        assertInvalidAndNotExecuted(1);
        assertStillServes(3);
    }

    static List<String> badNames() {
        String path = "../".repeat(100);
        return List.of(
                "",
                "a/" + "b".repeat(254), // 256 bytes
                "a.".repeat(127) + "/m",
                "a/" + "b".repeat(64 * 1024 - 2),
                "x".repeat(64 * 1024),
                "../",
                "../../etc/passwd",
                "..",
                "/../",
                path);
    }

    /** With frames that can hold a name of 64 KiB. */
    @ParameterizedTest
    @MethodSource("badNames")
    void d12RefusesNamesThatAreEmptyTooLongOrPaths(String name) throws Exception {
        close();
        MessageLimits frames = new MessageLimits(128 * 1024, 1 << 20, 256 * 1024, 1 << 20, 256 * 1024, 1 << 20);
        connect(frames);
        peer.declare(2, name);
        peer.call(2, 1, message("x"));

        assertInvalidAndNotExecuted(1);
        assertStillServes(3);
    }

    @ParameterizedTest
    @MethodSource("badNames")
    void d12AMethodCannotBeGivenSuchAName(String name) {
        assertThatThrownBy(() -> MethodDescriptor.unary(name, EchoMessage.parser(), EchoMessage.parser()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void malformedControlFramesEndTheConnection() throws Exception {
        peer.send(FrameType.DECLARE.code(), 0, 2, 0, 0, new byte[] {(byte) 0xFF, (byte) 0xFF});

        assertEndsWithProtocolError("DECLARE frame: not a valid message");
    }

    @Test
    void answersPingsWithTheSameBytesUntilThereAreTooMany() throws Exception {
        byte[] body = {1, 2, 3, 4, 5, 6, 7, 8};
        for (int i = 0; i < 10; i++) {
            peer.send(FrameType.PING.code(), 0, 0, 0, 0, body);
            RawPeer.Received pong = peer.next();
            assertThat(pong.type()).isEqualTo(FrameType.PONG);
            assertThat(pong.body()).isEqualTo(ByteString.copyFrom(body));
        }

        peer.send(FrameType.PING.code(), 0, 0, 0, 0, body);

        assertEndsWithProtocolError("pings: 11");
    }

    // ---- large messages

    @Test
    void d05RefusesAMessageThatAnnouncesMoreThanTheLimit() throws Exception {
        long limit = MessageLimits.DEFAULT.maxMessageBytes();
        for (long total : new long[] {limit + 1, Integer.MAX_VALUE, 0xFFFF_FFFFL}) {
            long stream = 1
                    + 2 * (total % 1000)
                    + (total > limit + 1 ? 100_000 : 0)
                    + (total > Integer.MAX_VALUE ? 100_000 : 0);
            peer.send(FrameType.CALL.code(), FrameHeader.FLAG_MORE, ECHO, 0, stream, begin(total, 10));

            CallStatus status = nextStatus(stream);
            assertThat(status.getReason()).isEqualTo("MESSAGE_TOO_LARGE");
            assertThat(status.getMessage()).contains(total + " bytes (expected: at most " + limit);
        }
        assertStillServes(1_000_001);
    }

    @Test
    void d05ManyMessagesThatAreBegunAndNotFinishedAreRefusedBeyondTheMemoryForThem() throws Exception {
        int refused = 0;
        for (int i = 0; i < 500; i++) {
            peer.send(FrameType.CALL.code(), FrameHeader.FLAG_MORE, ECHO, 0, 2L * i + 1, begin(1_000_000, 100));
        }
        for (int i = 0; i < 500; i++) {
            RawPeer.Received answer = peer.next();
            if (answer.type() == FrameType.STATUS) {
                assertThat(CallStatus.parseFrom(answer.body()).getReason()).isEqualTo("REASSEMBLY_FULL");
                refused++;
            }
            if (refused == 500 - 64) {
                break; // half of 32 MiB in windows of 256 KiB are let in
            }
        }

        assertThat(refused).isEqualTo(500 - 64);
        assertStillServes(2001);
    }

    @Test
    void moreThanTheWindowEndsTheConnection() throws Exception {
        int window = MessageLimits.DEFAULT.windowBytes();
        for (int i = 0; i < 20; i++) { // others, so that no more than the window is granted
            peer.send(FrameType.CALL.code(), FrameHeader.FLAG_MORE, ECHO, 0, 2L * i + 1, begin(2_000_000, 1));
        }
        peer.send(FrameType.CALL.code(), FrameHeader.FLAG_MORE, ECHO, 0, 101, begin(2_000_000, 60_000));
        for (int sent = 60_000; sent <= window; sent += 60_000) {
            peer.send(FrameType.FRAGMENT.code(), FrameHeader.FLAG_MORE, 0, 0, 101, new byte[60_000]);
        }

        RawPeer.Received frame = peer.next();
        while (frame.type() == FrameType.CREDIT) {
            frame = peer.next();
        }
        assertThat(frame.type()).isEqualTo(FrameType.GOAWAY);
        assertThat(GoAway.parseFrom(frame.body()).getMessage())
                .contains("stream 101")
                .contains("granted");
    }

    private static byte[] begin(long total, int payload) {
        return ByteBuffer.allocate(4 + payload).putInt((int) total).array();
    }

    // ---- call headers

    static List<CallHeaders> badMetadata() {
        List<CallHeaders> bad = new ArrayList<>();
        CallHeaders.Builder many = CallHeaders.newBuilder();
        for (int i = 0; i < 65; i++) {
            many.addMetadata(entry("k", "v"));
        }
        bad.add(many.build());
        bad.add(headers(entry("k", "v".repeat(8192))));
        for (String value : new String[] {"a\r\nb", "a\nb", "a\u0000b", "\u001b[31m", "\u007f", "\u0085"}) {
            bad.add(headers(entry("k", value)));
        }
        for (String key : new String[] {"", "K", "a b", "a\n", "\u00e4", "k".repeat(256)}) {
            bad.add(headers(entry(key, "v")));
        }
        return bad;
    }

    private static MetadataEntry entry(String key, String value) {
        return MetadataEntry.newBuilder().setKey(key).setValue(value).build();
    }

    private static CallHeaders headers(MetadataEntry entry) {
        return CallHeaders.newBuilder().addMetadata(entry).build();
    }

    @ParameterizedTest
    @MethodSource("badMetadata")
    void d11RefusesMetadataThatIsTooMuchOrCouldHarmALog(CallHeaders bad) throws Exception {
        callWithHeaders(1, bad.toByteArray());

        assertInvalidAndNotExecuted(1);
        assertStillServes(3);
    }

    @Test
    void d11RefusesMetadataThatIsNotUtf8() throws Exception {
        byte[] entry = {0x0A, 0x06, 0x0A, 0x01, 'k', 0x12, 0x01, (byte) 0xFF};

        callWithHeaders(1, entry);

        assertInvalidAndNotExecuted(1);
        assertStillServes(3);
    }

    @Test
    void headersThatAreLongerThanTheirFrameEndTheConnection() throws Exception {
        byte[] body = ByteBuffer.allocate(3).putShort((short) 200).array();

        peer.send(FrameType.CALL.code(), FrameHeader.FLAG_END | FrameHeader.FLAG_HEADERS, ECHO, 0, 1, body);

        assertEndsWithProtocolError("call headers of 200 bytes");
    }

    private void callWithHeaders(long streamId, byte[] headers) {
        byte[] payload = message("x").toByteArray();
        ByteBuffer body = ByteBuffer.allocate(2 + headers.length + payload.length)
                .putShort((short) headers.length)
                .put(headers)
                .put(payload);
        peer.send(
                FrameType.CALL.code(),
                FrameHeader.FLAG_END | FrameHeader.FLAG_HEADERS,
                ECHO,
                0,
                streamId,
                body.array());
    }

    // ---- protobuf

    static List<byte[]> malformedMessages() {
        List<byte[]> bad = new ArrayList<>();
        bad.add(bytes(0x0A, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01)); // 11-byte varint
        bad.add(bytes(0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F)); // length -1
        bad.add(bytes(0x0A, 0x7F, 0x00)); // longer than what follows
        bad.add(bytes(0x00, 0x01)); // field 0
        bad.add(bytes(0x0E)); // wire type 6
        bad.add(bytes(0x0F)); // wire type 7
        bad.add(bytes(0x0C)); // end of a group that did not begin
        bad.add(bytes(0x0B)); // beginning of a group that does not end
        bad.add(bytes(0x0A)); // cut after the tag
        bad.add(bytes(0x0A, 0x80)); // cut within the length
        bad.add(bytes(0x11, 0x00, 0x00, 0x00)); // cut within a fixed64
        return bad;
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    @ParameterizedTest
    @MethodSource("malformedMessages")
    void d18RefusesARequestThatIsNoMessage(byte[] request) throws Exception {
        peer.call(ECHO, 1, request);

        assertInvalidAndNotExecuted(1);
        assertStillServes(3);
    }

    @Test
    void d18EveryTruncationOfARequestIsRefusedOrAMessage() throws Exception {
        byte[] whole = message("truncate me").toByteArray();
        for (int length = 1; length < whole.length; length++) {
            peer.call(ECHO, 2L * length - 1, java.util.Arrays.copyOf(whole, length));
            assertThat(nextStatus(2L * length - 1).getCode()).isEqualTo(StatusCode.INVALID_ARGUMENT.number());
        }
        assertThat(handled).hasValue(0);
        assertStillServes(1001);
    }

    @ParameterizedTest
    @ValueSource(ints = {99, 100, 101, 10_000})
    void d14LimitsTheNestingOfMessages(int depth) throws Exception {
        // Unknown groups nest like messages, and no type of ours nests by itself.
        ByteArrayOutputStream nested = new ByteArrayOutputStream();
        for (int i = 0; i < depth; i++) {
            nested.write(0x13); // field 2, group begins
        }
        for (int i = 0; i < depth; i++) {
            nested.write(0x14); // field 2, group ends
        }

        peer.call(ECHO, 1, nested.toByteArray());

        if (depth <= 100) {
            assertThat(peer.next().type()).isEqualTo(FrameType.MESSAGE);
        } else {
            assertInvalidAndNotExecuted(1);
        }
        assertStillServes(3);
    }

    @Test
    void d14TwoHundredThousandGroupBeginningsOverflowNoStack() throws Exception {
        byte[] groups = new byte[200_000];
        java.util.Arrays.fill(groups, (byte) 0x13);
        ByteBuffer first = ByteBuffer.allocate(4 + 60_000).putInt(groups.length).put(groups, 0, 60_000);
        peer.send(FrameType.CALL.code(), FrameHeader.FLAG_MORE, ECHO, 0, 1, first.array());
        for (int at = 60_000; at < groups.length; at += 35_000) {
            boolean last = at + 35_000 == groups.length;
            int flags = last ? FrameHeader.FLAG_END : FrameHeader.FLAG_MORE;
            peer.send(FrameType.FRAGMENT.code(), flags, 0, 0, 1, java.util.Arrays.copyOfRange(groups, at, at + 35_000));
        }

        assertInvalidAndNotExecuted(1);
        assertStillServes(3);
    }

    @Test
    void unknownFieldsAreKept() throws Exception {
        EchoMessage withMore = message("x").toBuilder()
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                1000,
                                UnknownFieldSet.Field.newBuilder()
                                        .addLengthDelimited(ByteString.copyFrom("new", StandardCharsets.UTF_8))
                                        .build())
                        .build())
                .build();

        peer.call(ECHO, 1, withMore);

        assertThat(EchoMessage.parseFrom(peer.next().body())).isEqualTo(withMore);
    }
}
