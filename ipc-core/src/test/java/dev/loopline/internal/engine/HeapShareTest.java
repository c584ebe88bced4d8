package dev.loopline.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HeapShareTest {
    private final HeapShare share = new HeapShare(100);
    private final List<String> granted = new ArrayList<>();

    private HeapShare.Claim take(String name, long bytes) {
        return share.take(bytes, () -> granted.add(name));
    }

    @Test
    void grantsWhatFitsAndMakesTheRestWaitInOrder() {
        HeapShare.Claim first = take("first", 60);
        HeapShare.Claim second = take("second", 50);
        HeapShare.Claim third = take("third", 10); // would fit, and must not overtake
        assertThat(first.isGranted()).isTrue();
        assertThat(second.isGranted()).isFalse();
        assertThat(third.isGranted()).isFalse();
        assertThat(share.tryTake(1)).isNull();

        first.release();

        assertThat(granted).containsExactly("second", "third");
        assertThat(share.usedBytes()).isEqualTo(60);
    }

    @Test
    void oneClaimIsGrantedHoweverLargeItIs() {
        HeapShare.Claim huge = take("huge", 1_000_000);
        assertThat(huge.isGranted()).isTrue();
        assertThat(share.tryTake(1)).isNull();

        huge.release();

        assertThat(share.tryTake(100)).isNotNull();
    }

    @Test
    void whatIsKeptMakesRoomForOthers() {
        HeapShare.Claim first = take("first", 100);
        take("second", 90);

        first.keep(99);
        first.keep(7); // once

        assertThat(granted).containsExactly("second");
        assertThat(share.usedBytes()).isEqualTo(189);
        first.release();
        assertThat(share.usedBytes()).isEqualTo(90);
    }

    @Test
    void whoGivesUpLetsTheNextThrough() {
        take("first", 60);
        HeapShare.Claim second = take("second", 50);
        take("third", 40);

        second.release();
        second.release();

        assertThat(granted).containsExactly("third");
        assertThat(share.usedBytes()).isEqualTo(100);
        assertThat(share.waiting()).isZero();
    }

    @Test
    void aClaimThatWasGrantedWhileItGaveUpIsGivenBack() {
        HeapShare.Claim first = take("first", 100);
        HeapShare.Claim second = take("second", 100);
        first.release();
        assertThat(second.isGranted()).isTrue();

        second.release();
        first.release();

        assertThat(share.usedBytes()).isZero();
    }

    @Test
    void nothingIsGrantedWhileAsMuchIsKept() {
        HeapShare.Claim first = take("first", 1_000);
        first.keep(60);
        HeapShare.Claim second = take("second", 40);
        second.keep(40);
        take("third", 1);
        assertThat(granted).isEmpty();

        first.release();

        assertThat(granted).containsExactly("third");
    }

    @Test
    void manyThreadsNeverHaveMoreThanThereIs() throws InterruptedException {
        AtomicLong inUse = new AtomicLong();
        AtomicLong most = new AtomicLong();
        CountDownLatch ended = new CountDownLatch(4 * 5_000);
        Runnable work = () -> {
            for (int i = 0; i < 5_000; i++) {
                long bytes = ThreadLocalRandom.current().nextLong(1, 60);
                HeapShare.Claim[] claim = new HeapShare.Claim[1];
                CountDownLatch turn = new CountDownLatch(1);
                claim[0] = share.take(bytes, turn::countDown);
                try {
                    if (!claim[0].isGranted()) {
                        turn.await();
                    }
                } catch (InterruptedException e) {
                    return;
                }
                most.accumulateAndGet(inUse.addAndGet(bytes), Math::max);
                inUse.addAndGet(-bytes);
                claim[0].release();
                ended.countDown();
            }
        };
        for (int i = 0; i < 4; i++) {
            new Thread(work).start();
        }

        assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();

        assertThat(most.get()).isLessThanOrEqualTo(100);
        assertThat(share.usedBytes()).isZero();
    }
}
