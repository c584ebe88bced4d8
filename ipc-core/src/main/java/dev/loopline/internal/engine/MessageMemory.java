package dev.loopline.internal.engine;

/**
 * How much of the heap messages may take, those of all connections of the process together.
 *
 * <p>What a message takes when it is decoded nobody can tell beforehand: two bytes can become an object of 44. So a
 * message is counted with {@value #GROWTH} times its bytes while it is decoded, and from then on, until its handler has
 * returned, with what {@link DecodedSize} finds. docs/protocol.md says what follows from that.
 *
 * <p>Messages of at most {@link #uncountedBytes} are not counted, so that small calls pay nothing. The number of those is
 * bounded by other limits: one is decoded at a time by each of the at most four threads of a transport, and at most 1,280
 * requests are in or before the handlers of a server by default. So they can take
 * 1,280 x {@value #GROWTH} / 2^18 of the heap, less than a sixth, if every one of them is made to grow as much as it can.
 */
public final class MessageMemory {
    /** Bytes in memory for a byte on the wire, at worst; measured: 21.8 for empty messages, 31.5 for unknown fields. */
    static final int GROWTH = 32;

    private static final int DECODED_PART = 4; // of the heap
    private static final int BEGINNINGS_PART = 16;
    private static final int RESTS_PART = 16;
    private static final int SENDING_PART = 8;
    private static final int UNCOUNTED_PART = 1 << 18;
    private static final int MIN_UNCOUNTED_BYTES = 512; // with a heap of less than 128 MiB
    private static final int MAX_UNCOUNTED_BYTES = 16 * 1024;

    private static final MessageMemory OF_PROCESS =
            new MessageMemory(Runtime.getRuntime().maxMemory());

    private final HeapShare decoded;
    private final HeapShare beginnings;
    private final HeapShare rests;
    private final HeapShare sending;
    private final int uncountedBytes;

    /**
     * Divides a heap.
     *
     * @param heapBytes its largest size
     */
    public MessageMemory(long heapBytes) {
        decoded = new HeapShare(heapBytes / DECODED_PART);
        beginnings = new HeapShare(heapBytes / BEGINNINGS_PART);
        rests = new HeapShare(heapBytes / RESTS_PART);
        sending = new HeapShare(heapBytes / SENDING_PART);
        uncountedBytes = (int) Math.max(MIN_UNCOUNTED_BYTES, Math.min(MAX_UNCOUNTED_BYTES, heapBytes / UNCOUNTED_PART));
    }

    /** {@return that of this JVM's heap, which all servers and clients in it share} */
    public static MessageMemory ofProcess() {
        return OF_PROCESS;
    }

    /** {@return what may be claimed for messages in decode, and kept for those in handlers} */
    HeapShare decoded() {
        return decoded;
    }

    /** {@return what may be claimed for the first window of messages of which not all has arrived or been decoded} */
    HeapShare beginnings() {
        return beginnings;
    }

    /** {@return what may be claimed for the rest of such messages} */
    HeapShare rests() {
        return rests;
    }

    /** {@return what may be claimed for encoded messages that are larger than a frame and not yet sent} */
    HeapShare sending() {
        return sending;
    }

    /** {@return up to which size a message in one frame is not counted} */
    int uncountedBytes() {
        return uncountedBytes;
    }

    /** {@return what a message of a size is counted with while it is decoded} */
    static long whileDecoding(long wireBytes) {
        return GROWTH * wireBytes;
    }
}
