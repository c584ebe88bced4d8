package dev.loopline.internal.observe;

import java.util.function.Supplier;

/** Told which hubs there are. Any thread; must not block. */
public interface HubObserver {
    /** Takes no notice. */
    HubObserver NONE = new HubObserver() {
        @Override
        public void opened(Supplier<HubFigures> hub) {}

        @Override
        public void closed(Supplier<HubFigures> hub) {}
    };

    /**
     * A hub is there.
     *
     * @param hub tells its figures, on any thread
     */
    void opened(Supplier<HubFigures> hub);

    /**
     * A hub has ended. Once for each that was opened.
     *
     * @param hub as it was opened
     */
    void closed(Supplier<HubFigures> hub);
}
