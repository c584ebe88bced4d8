package dev.loopline.examples.transfer;

/** Told how far a transfer is, on the thread that transfers. */
interface Progress {
    /** Nobody who wants to know. */
    Progress NONE = (offset, doneBytes, sizeBytes) -> {};

    /**
     * Bytes were moved, or an attempt begins.
     *
     * @param offset where this attempt began; not zero if an earlier one was interrupted
     * @param doneBytes bytes moved so far, those of earlier attempts too
     * @param sizeBytes size of the file
     */
    void at(long offset, long doneBytes, long sizeBytes);
}
