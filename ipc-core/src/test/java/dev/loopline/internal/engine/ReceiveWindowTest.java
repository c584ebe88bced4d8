package dev.loopline.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReceiveWindowTest {
    private static final int INITIAL = StreamCredit.INITIAL_BYTES;
    private static final int CONFIGURED = 64 * 1024;
    private static final int LARGE = 1_000_000;

    private final List<Integer> credit = new ArrayList<>();
    private final DeadlineTimer timer = new DeadlineTimer(new DeafTransport(), now -> DeadlineTimer.NEVER);
    private final MessageMemory process = new MessageMemory(1 << 30);
    private final StreamMemory memory = new StreamMemory(4_000_000, process, Runnable::run);
    private final ReceiveWindow window = windowOf(memory);

    private ReceiveWindow windowOf(StreamMemory shared) {
        return new ReceiveWindow(shared, CONFIGURED, timer, credit::add);
    }

    private long granted() {
        return INITIAL + credit.stream().mapToLong(Integer::longValue).sum();
    }

    private static LargeArrival begin(ReceiveWindow window, int firstBytes) {
        window.onArrived(1, firstBytes + StreamCredit.MESSAGE_OVERHEAD_BYTES);
        LargeArrival message = new LargeArrival(1, LARGE);
        window.onLargeBegan(message, firstBytes);
        message.append(ByteBuffer.allocate(firstBytes), false);
        return message;
    }

    @Test
    void permitsAsMuchAsEveryStreamHasAndNotAByteMore() {
        window.onArrived(1, INITIAL);

        assertThatThrownBy(() -> window.onArrived(1, 1))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining(INITIAL + 1 + " bytes")
                .hasMessageContaining("at most the " + INITIAL + " granted");
    }

    @Test
    void isDueOnceHalfOfItWasTaken() {
        assertThat(window.isDue(INITIAL / 2 - 1)).isFalse();
        assertThat(window.isDue(INITIAL / 2)).isTrue();
    }

    @Test
    void aReaderThatLagsKeepsItsWindow() {
        window.onArrived(1, INITIAL);

        window.onTaken(INITIAL / 2, 0);
        window.onArrived(1, INITIAL / 2);
        window.onTaken(INITIAL, 0);

        assertThat(credit).containsExactly(INITIAL / 2, INITIAL / 2);
    }

    @Test
    void aReaderThatKeepsUpHasItRaisedUpToTheLargest() {
        long taken = 0;
        List<Integer> windows = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            int all = (int) (granted() - taken);
            window.onArrived(1, all);
            taken += all;
            window.onTaken(taken, 0);
            windows.add((int) (granted() - taken));
        }

        assertThat(windows)
                .containsExactly(65_536, 131_072, 262_144, 524_288, 1_048_576, 1_048_576, 1_048_576, 1_048_576);
    }

    @Test
    void isRaisedOnlyWhereThereIsMemory() {
        StreamMemory small = new StreamMemory(2 * 50_000, process, Runnable::run);
        ReceiveWindow first = windowOf(small);
        ReceiveWindow second = windowOf(small);

        first.onArrived(1, INITIAL);
        first.onTaken(INITIAL, 0);
        second.onArrived(3, INITIAL);
        second.onTaken(INITIAL, 0);
        assertThat(credit).containsExactly(CONFIGURED, INITIAL);

        first.close();
        second.onArrived(3, INITIAL);
        second.onTaken(2 * INITIAL, 0);
        assertThat(credit).containsExactly(CONFIGURED, INITIAL, CONFIGURED);
    }

    @Test
    void whoHasTakenEverythingIsGrantedEnoughToBeginAnyMessage() {
        Random random = new Random(3);
        long received = 0;
        long taken = 0;
        for (int i = 0; i < 10_000; i++) {
            int left = (int) (granted() - received);
            int next = 1 + random.nextInt(left);
            window.onArrived(1, next);
            received += next;
            if (random.nextBoolean()) {
                taken += random.nextInt((int) (received - taken) + 1);
            } else {
                taken = received;
            }
            if (window.isDue(taken)) {
                window.onTaken(taken, 0);
            }
            assertThat(granted() - taken).isBetween(0L, (long) StreamCredit.MAX_WINDOW_BYTES);
            if (taken == received) {
                assertThat(granted() - taken).isGreaterThanOrEqualTo(StreamCredit.BEGIN_BYTES);
            } else if (granted() == received) {
                taken = received;
                window.onTaken(taken, 0);
            }
        }
    }

    @Test
    void theRestOfALargeMessageIsGrantedAtOnceWhereThereIsMemory() {
        begin(window, INITIAL - StreamCredit.MESSAGE_OVERHEAD_BYTES);

        assertThat(credit).containsExactly(LARGE - (INITIAL - StreamCredit.MESSAGE_OVERHEAD_BYTES));
        assertThat(window.isWaiting()).isFalse();
    }

    @Test
    void whatWasGrantedBeforeCountsForALargeMessage() {
        begin(window, 1_000); // the other 15,368 bytes are covered too

        assertThat(credit).containsExactly(LARGE - (INITIAL - StreamCredit.MESSAGE_OVERHEAD_BYTES));
    }

    @Test
    void aLargeMessageWaitsForThoseBeforeItAndThenNothingElseIsGranted() {
        LargeArrival first = begin(window, 1_000);
        ReceiveWindow other = windowOf(memory);
        begin(other, 1_000);
        ReceiveWindow third = windowOf(memory);
        begin(third, 1_000);
        int rest = LARGE - (INITIAL - StreamCredit.MESSAGE_OVERHEAD_BYTES);
        assertThat(credit).containsExactly(rest, rest);
        assertThat(third.isWaiting()).isTrue();
        third.onTaken(0, 0);
        assertThat(credit).hasSize(2);

        window.onArrived(1, LARGE - 1_000);
        assertThat(first.append(ByteBuffer.allocate(LARGE - 1_000), true)).isTrue();
        window.onLargeArrived();
        window.onTaken(LARGE + StreamCredit.MESSAGE_OVERHEAD_BYTES, 1);

        assertThat(third.isWaiting()).isFalse();
        assertThat(credit).hasSize(4).startsWith(rest, rest, rest); // then the window of the first
    }

    @Test
    void neverMoreThanAWindowOfAVeryLargeMessageIsOnItsWay() {
        int total = 10 * StreamCredit.MAX_WINDOW_BYTES;
        ReceiveWindow own = windowOf(new StreamMemory(4L * total, process, Runnable::run));
        own.onArrived(1, 1_000 + StreamCredit.MESSAGE_OVERHEAD_BYTES);
        LargeArrival message = new LargeArrival(1, total);
        own.onLargeBegan(message, 1_000);
        message.append(ByteBuffer.allocate(1_000), false);
        long received = 1_000 + StreamCredit.MESSAGE_OVERHEAD_BYTES;
        while (message.arrived() < total) {
            assertThat(granted() - received).isBetween(1L, (long) StreamCredit.MAX_WINDOW_BYTES);
            int next = Math.min(50_000, total - message.arrived());
            own.onArrived(1, next);
            received += next;
            message.append(ByteBuffer.allocate(next), message.arrived() + next == total);
            own.onLargeWentOn(0);
        }
        own.onLargeArrived();
    }

    @Test
    void whileAReaderKeepsUpTheNextLargeMessageMayBeginBeforeItHasTakenTheLast() {
        LargeArrival message = begin(window, 1_000);
        window.onArrived(1, LARGE - 1_000 - 10);
        message.append(ByteBuffer.allocate(LARGE - 1_000 - 10), false);

        window.onLargeWentOn(0);

        assertThat(granted()).isEqualTo(LARGE + StreamCredit.MESSAGE_OVERHEAD_BYTES - 10 + INITIAL);
    }

    @Test
    void whileAReaderLagsNothingIsGrantedBeyondTheMessageThatArrives() {
        window.onArrived(1, 100); // not taken
        LargeArrival message = begin(window, 1_000);
        window.onArrived(1, LARGE - 1_000 - 10);
        message.append(ByteBuffer.allocate(LARGE - 1_000 - 10), false);

        window.onLargeWentOn(0);

        assertThat(granted()).isEqualTo(100 + LARGE + StreamCredit.MESSAGE_OVERHEAD_BYTES);
    }

    @Test
    void closingItGivesBackTheMemoryOfLargeMessages() {
        begin(window, 1_000);
        assertThat(process.rests().usedBytes()).isPositive();

        window.close();
        window.onLargeTaken(1);

        assertThat(process.rests().usedBytes()).isZero();
    }
}
