package dev.loopline.internal.observe;

/** Finds who is told of the calls of a method. Any thread. */
public interface MethodObservers {
    /** Takes no notice of any call. */
    MethodObservers NONE = new MethodObservers() {
        @Override
        public MethodObserver of(String method) {
            return MethodObserver.NONE;
        }

        @Override
        public MethodObserver unknown() {
            return MethodObserver.NONE;
        }
    };

    /**
     * Finds the observer of a method that the application itself serves or calls.
     *
     * @param method its full name, {@code photo.Thumbnails/Render}; never one that only a peer has said
     * @return the observer, the same for the same name
     */
    MethodObserver of(String method);

    /** {@return the observer of all calls to methods that the peer named and that are not served} */
    MethodObserver unknown();
}
