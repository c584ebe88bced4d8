package dev.loopline;

/**
 * How large what arrives may be, and how much may wait in each direction of a connection. Each side tells the other its
 * own before the first frame.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param maxFrameBytes largest frame, its 4-byte length not counted; 1 KiB to 1 MiB
 * @param maxMessageBytes largest message; 1 byte to 1 GiB
 * @param windowBytes how much of one message may arrive before this side grants more; at least one frame
 * @param maxReassemblyBytes memory for messages of which not all has arrived, all streams together; at least two windows.
 *     One message of permitted size is always let in.
 * @param lowWaterBytes below how many waiting bytes a connection that was full takes frames again
 * @param highWaterBytes from how many waiting bytes on a connection takes no more frames
 */
public record MessageLimits(
        int maxFrameBytes,
        int maxMessageBytes,
        int windowBytes,
        int maxReassemblyBytes,
        int lowWaterBytes,
        int highWaterBytes) {
    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;

    /** Share of the heap that one message may have by default. One of 16 MiB can need 32 times that when parsed. */
    private static final int HEAP_SHARE = 128;

    /** Share of the heap that messages may have of which not all has arrived, those of one connection. */
    private static final int REASSEMBLY_HEAP_SHARE = 16;

    /**
     * Frames of 64 KiB, messages of 16 MiB (less where the heap is below 2 GiB: 1/128 of it), windows of 256 KiB, 32 MiB
     * for reassembly (less where the heap is below 512 MiB: 1/16 of it, but two windows), water marks of 256 KiB and 1 MiB.
     */
    public static final MessageLimits DEFAULT = new MessageLimits(
            64 * KIB,
            (int) Math.min(16L * MIB, Runtime.getRuntime().maxMemory() / HEAP_SHARE),
            256 * KIB,
            (int) Math.max(
                    2 * 256 * KIB, Math.min(32L * MIB, Runtime.getRuntime().maxMemory() / REASSEMBLY_HEAP_SHARE)),
            256 * KIB,
            MIB);

    /**
     * Checks the bounds.
     *
     * @param maxFrameBytes 1 KiB to 1 MiB
     * @param maxMessageBytes 1 byte to 1 GiB
     * @param windowBytes {@code maxFrameBytes} to 1 GiB
     * @param maxReassemblyBytes two windows or more
     * @param lowWaterBytes 1 or more
     * @param highWaterBytes more than {@code lowWaterBytes}
     * @throws IllegalArgumentException if one is broken
     */
    public MessageLimits {
        Bounds.check("maxFrameBytes", maxFrameBytes, KIB, MIB);
        Bounds.check("maxMessageBytes", maxMessageBytes, 1, 1024 * MIB);
        Bounds.check("windowBytes", windowBytes, maxFrameBytes, 1024 * MIB);
        Bounds.check("maxReassemblyBytes", maxReassemblyBytes, 2L * windowBytes, Integer.MAX_VALUE);
        Bounds.check("lowWaterBytes", lowWaterBytes, 1, Integer.MAX_VALUE);
        Bounds.check("highWaterBytes", highWaterBytes, lowWaterBytes + 1L, Integer.MAX_VALUE);
    }

    /**
     * Copies these limits with another size of messages.
     *
     * @param bytes 1 byte to 1 GiB
     * @return the copy
     */
    public MessageLimits withMaxMessageBytes(int bytes) {
        return new MessageLimits(maxFrameBytes, bytes, windowBytes, maxReassemblyBytes, lowWaterBytes, highWaterBytes);
    }
}
