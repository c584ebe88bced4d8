package dev.loopline.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.internal.engine.Reassembly.Assembly;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReassemblyTest {
    private static final int WINDOW = 100;
    private static final int MEMORY = 1000;

    private final List<String> grants = new ArrayList<>();
    private final MessageMemory memory = new MessageMemory(1 << 30);
    private final DeadlineTimer timer = new DeadlineTimer(new DeafTransport(), now -> DeadlineTimer.NEVER);
    private final Reassembly reassembly = over(memory);

    private Reassembly over(MessageMemory shared) {
        return new Reassembly(
                WINDOW, MEMORY, shared, Runnable::run, timer, (streamId, bytes) -> grants.add(streamId + ":" + bytes));
    }

    private static ByteBuffer zeros(int count) {
        return ByteBuffer.allocate(count);
    }

    @Test
    void putsAMessageTogetherHoweverItIsCut() {
        Random random = new Random(7);
        for (int round = 0; round < 2000; round++) {
            byte[] message = new byte[random.nextInt(700) + 1];
            random.nextBytes(message);
            Assembly assembly = reassembly.begin(1, message.length);
            byte[] whole = null;
            for (int at = 0; at < message.length; ) {
                int count = Math.min(random.nextInt(99) + 1, message.length - at);
                whole = reassembly.append(assembly, ByteBuffer.wrap(message, at, count), at + count == message.length);
                at += count;
            }
            assertThat(whole).isEqualTo(message);
            assembly.free();
        }
        assertThat(memory.beginnings().usedBytes()).isZero();
        assertThat(memory.rests().usedBytes()).isZero();
    }

    @Test
    void grantsTheRestAtOnceWhereThereIsRoom() {
        reassembly.begin(1, 300);
        reassembly.begin(3, 50);

        assertThat(grants).containsExactly("1:200");
    }

    @Test
    void grantsTheRestsInTheOrderInWhichTheMessagesCame() {
        Assembly first = reassembly.begin(1, 500);
        reassembly.begin(3, 300);
        Assembly third = reassembly.begin(5, 150);
        assertThat(grants).containsExactly("1:400");

        reassembly.release(first);
        reassembly.release(third);

        assertThat(grants).containsExactly("1:400", "3:200", "5:50");
    }

    @Test
    void oneMessageIsGrantedItsRestHoweverLargeItIs() {
        reassembly.begin(1, 1_000_000);

        assertThat(grants).containsExactly("1:999900");
    }

    @Test
    void refusesABeginningForWhichThereIsNoRoom() {
        List<Assembly> taken = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            taken.add(reassembly.begin(i, 10_000));
        }

        assertThat(reassembly.begin(6, 100)).isNull();
        reassembly.release(taken.get(3));
        assertThat(reassembly.begin(7, 100)).isNotNull();
    }

    @Test
    void refusesMoreThanWasGranted() {
        reassembly.begin(1, 1_000_000); // holds the memory for rests
        Assembly waiting = reassembly.begin(3, 1_000);
        reassembly.append(waiting, zeros(WINDOW), false);

        assertThatThrownBy(() -> reassembly.append(waiting, zeros(1), false))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("101 bytes of a message (expected: at most the 100 granted)");
    }

    @Test
    void refusesAnEndThatComesTooEarlyOrTooLate() {
        Assembly early = reassembly.begin(1, 50);
        assertThatThrownBy(() -> reassembly.append(early, zeros(49), true)).isInstanceOf(ProtocolException.class);
        Assembly late = reassembly.begin(3, 50);
        assertThatThrownBy(() -> reassembly.append(late, zeros(50), false)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void refusesEmptyFragments() {
        Assembly assembly = reassembly.begin(1, 50);

        assertThatThrownBy(() -> reassembly.append(assembly, zeros(0), false)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void grantsNothingWhenTheConnectionEnds() {
        Assembly first = reassembly.begin(1, 1000);
        reassembly.begin(3, 1000);

        reassembly.close();
        reassembly.release(first);

        assertThat(grants).containsExactly("1:900");
    }

    // ---- memory of the process; a sixteenth of its heap for beginnings, another one for rests

    @Test
    void aRestWaitsForWhatOtherConnectionsHold() {
        MessageMemory small = new MessageMemory(16 * 500);
        Assembly first = over(small).begin(1, 500);
        Reassembly other = over(small);
        Assembly second = other.begin(3, 300);
        assertThat(grants).containsExactly("1:400");

        first.free();

        assertThat(grants).containsExactly("1:400", "3:200");
        other.release(second);
        assertThat(small.rests().usedBytes()).isZero();
        assertThat(small.beginnings().usedBytes()).isZero();
    }

    @Test
    void whoWaitsAndGivesUpStandsInNobodysWay() {
        MessageMemory small = new MessageMemory(16 * 500);
        Assembly first = over(small).begin(1, 500);
        Reassembly other = over(small);
        Assembly second = other.begin(3, 300);
        other.begin(5, 250);

        other.release(second);
        first.free();

        assertThat(grants).containsExactly("1:400", "5:150");
    }

    @Test
    void refusesABeginningForWhichOtherConnectionsLeaveNoRoom() {
        MessageMemory small = new MessageMemory(16 * 250);
        Assembly first = over(small).begin(1, 100);
        over(small).begin(3, 100);

        assertThat(over(small).begin(5, 100)).isNull();
        first.free();
        assertThat(over(small).begin(7, 100)).isNotNull();
    }

    @Test
    void whatHasArrivedIsCountedUntilItIsDecoded() {
        Assembly assembly = reassembly.begin(1, 50);
        reassembly.append(assembly, zeros(50), true);
        assertThat(memory.beginnings().usedBytes()).isEqualTo(50);

        assembly.free();

        assertThat(memory.beginnings().usedBytes()).isZero();
    }
}
