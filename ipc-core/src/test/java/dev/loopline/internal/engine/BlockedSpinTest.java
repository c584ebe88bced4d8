package dev.loopline.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loopline.transport.AdaptiveSpin;
import dev.loopline.transport.WaitMode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BlockedSpinTest {
    private static final int MISSES = 16; // after which AdaptiveSpin gives up

    private final BlockedSpin spin = new BlockedSpin(WaitMode.ADAPTIVE);

    /** Counts looks, and finds something at one of them. */
    private static final class Looked implements BooleanSupplier {
        private final AtomicInteger looks = new AtomicInteger();
        private final int foundAt;

        Looked(int foundAt) {
            this.foundAt = foundAt;
        }

        @Override
        public boolean getAsBoolean() {
            return looks.incrementAndGet() >= foundAt;
        }
    }

    private static Looked never() {
        return new Looked(Integer.MAX_VALUE);
    }

    @BeforeEach
    void needsTwoProcessorsAndCodeThatIsLoaded() {
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "needs two processors: with one nobody looks");
        look(spin, new Looked(1));
    }

    private static void look(BlockedSpin spin, BooleanSupplier found) {
        spin.look(found, AdaptiveSpin.nanoTime(), Long.MAX_VALUE);
    }

    @Test
    void looksUntilItFinds() {
        Looked second = new Looked(2);

        look(spin, second);

        assertThat(second.looks).hasValue(2);
    }

    @Test
    void looksNoLongerThanItMayWait() {
        Looked nothing = never();

        spin.look(nothing, AdaptiveSpin.nanoTime(), 0);

        assertThat(nothing.looks).hasValue(1);
    }

    @Test
    void whileOneLooksAnotherLooksOnce() {
        Looked other = never();

        look(spin, () -> {
            look(spin, other);
            return true;
        });

        assertThat(other.looks).hasValue(1);
    }

    @Test
    void theNextOneLooksAgainOnceAnotherHasLooked() {
        look(spin, new Looked(2));
        Looked next = new Looked(2);

        look(spin, next);

        assertThat(next.looks).hasValue(2);
    }

    @Test
    void nobodyLooksTwiceWhoIsToldToPark() {
        Looked nothing = never();

        look(new BlockedSpin(WaitMode.PARK), nothing);

        assertThat(nothing.looks).hasValue(1);
    }

    @Test
    void streamsThatBringNothingDoNotKeepCallersFromLooking() throws Exception {
        spin.get(CompletableFuture.completedFuture("loads the code that looks"));
        for (int i = 0; i < MISSES; i++) {
            look(spin, never());
        }
        Looked stream = never();
        look(spin, stream);
        AtomicInteger looks = new AtomicInteger();
        CompletableFuture<String> answer = new CompletableFuture<>() {
            @Override
            public boolean isDone() {
                looks.incrementAndGet();
                return super.isDone();
            }
        };
        answer.completeOnTimeout("found", 20, TimeUnit.MILLISECONDS);

        String got = spin.get(answer);

        assertThat(stream.looks).hasValue(1);
        assertThat(got).isEqualTo("found");
        assertThat(looks.get()).isGreaterThan(1);
    }
}
