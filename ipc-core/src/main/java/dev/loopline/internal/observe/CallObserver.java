package dev.loopline.internal.observe;

import dev.loopline.StatusCode;

/** Told how one call ends. Of several ends, on whatever threads, the first is the one that counts; must not block. */
public interface CallObserver {
    /** Takes no notice. */
    CallObserver NONE = new CallObserver() {
        @Override
        public void ended(StatusCode code) {}

        @Override
        public void handedOver() {}
    };

    /**
     * The call has ended.
     *
     * @param code how
     */
    void ended(StatusCode code);

    /** The call goes on with another observer: this one forgets it. */
    void handedOver();
}
