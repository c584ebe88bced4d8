package dev.loopline.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class StretchTest {
    private static final long CALL_NANOS = 100_000;

    @Test
    void tellsWhatWasDoneAndHowLongItTook() throws Exception {
        Stretch stretch = new Stretch(new Work(Work.Kind.BLOCKING, 1, 2), new Parking());
        LockSupport.parkNanos(20_000_000);

        Slice slice = Stretch.slice(stretch.end(), new Spent(3, 2, 1));

        assertThat(slice.done()).isPositive();
        assertThat(slice.times().getTotalCount()).isGreaterThanOrEqualTo(slice.done());
        assertThat(slice.micros(50)).isGreaterThanOrEqualTo(99);
        assertThat(slice.perSecond()).isBetween(1.0, 2 * 1e9 / CALL_NANOS);
        assertThat(slice.server()).isEqualTo(new Spent(3, 2, 1));
    }

    @Test
    void aFailureIsNotCountedButThrown() {
        Parking broken = new Parking() {
            @Override
            public Caller caller(int bytes) {
                return () -> {
                    throw new IOException("broken");
                };
            }
        };

        assertThatThrownBy(() -> new Stretch(new Work(Work.Kind.BLOCKING, 1, 1), broken))
                .hasRootCauseMessage("broken");
    }

    @Test
    void workIsUnderstoodAsItIsWritten() {
        Work work = new Work(Work.Kind.ASYNC, 64, 128);

        String[] words = work.text().split(" ", -1);

        assertThat(Work.parse(words[0], words[1], words[2])).isEqualTo(work);
    }

    private static class Parking implements Client {
        @Override
        public Caller caller(int bytes) {
            return () -> LockSupport.parkNanos(CALL_NANOS);
        }

        @Override
        public void close() {}
    }
}
