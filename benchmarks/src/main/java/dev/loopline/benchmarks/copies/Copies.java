package dev.loopline.benchmarks.copies;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * What classes of a {@link CountingLoader} call in place of the JDK's methods that copy bytes, or before: the same, counted.
 *
 * <p>Only copies of a certain size and more are counted, so that lengths, headers and names are not. Each is put down to the
 * side whose thread copied, and to the innermost method of Loopline under which it did.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class Copies {
    private static final Map<String, LongAdder> BYTES = new ConcurrentHashMap<>();
    private static volatile long leastBytes = Long.MAX_VALUE;

    private Copies() {}

    public static void start(long atLeastBytes) {
        BYTES.clear();
        leastBytes = atLeastBytes;
    }

    /** {@return bytes copied since the start, by side and place} */
    public static Map<String, Long> stop() {
        leastBytes = Long.MAX_VALUE;
        Map<String, Long> sums = new TreeMap<>();
        BYTES.forEach((place, sum) -> sums.put(place, sum.sum()));
        return sums;
    }

    private static void count(long bytes) {
        if (bytes < leastBytes) {
            return;
        }
        String thread = Thread.currentThread().getName();
        String side =
                thread.startsWith("loopline-server") || thread.startsWith("loopline-handler") ? "server" : "client";
        BYTES.computeIfAbsent(side + "  " + StackWalker.getInstance().walk(Copies::place), any -> new LongAdder())
                .add(bytes);
    }

    private static String place(Stream<StackWalker.StackFrame> frames) {
        String copying = "";
        for (StackWalker.StackFrame frame : (Iterable<StackWalker.StackFrame>) frames::iterator) {
            String type = frame.getClassName();
            String method = type.substring(type.lastIndexOf('.') + 1) + "." + frame.getMethodName();
            if (type.equals(Copies.class.getName())) {
                continue;
            }
            if (type.startsWith("dev.loopline.")) {
                return method + (copying.isEmpty() ? "" : ", in " + copying);
            }
            if (copying.isEmpty()) {
                copying = method;
            }
        }
        return copying;
    }

    // ---- in place of System, Arrays and byte[]

    public static void arraycopy(Object source, int from, Object target, int to, int count) {
        if (source instanceof byte[]) {
            count(count);
        }
        System.arraycopy(source, from, target, to, count);
    }

    public static byte[] copyOf(byte[] source, int length) {
        count(Math.min(source.length, length));
        return Arrays.copyOf(source, length);
    }

    public static byte[] copyOfRange(byte[] source, int from, int to) {
        count(to - from);
        return Arrays.copyOfRange(source, from, to);
    }

    // ---- in place of ByteBuffer

    public static ByteBuffer get(ByteBuffer self, byte[] target) {
        count(target.length);
        return self.get(target);
    }

    public static ByteBuffer get(ByteBuffer self, byte[] target, int offset, int count) {
        count(count);
        return self.get(target, offset, count);
    }

    public static ByteBuffer get(ByteBuffer self, int index, byte[] target) {
        count(target.length);
        return self.get(index, target);
    }

    public static ByteBuffer get(ByteBuffer self, int index, byte[] target, int offset, int count) {
        count(count);
        return self.get(index, target, offset, count);
    }

    public static ByteBuffer put(ByteBuffer self, byte[] source) {
        count(source.length);
        return self.put(source);
    }

    public static ByteBuffer put(ByteBuffer self, byte[] source, int offset, int count) {
        count(count);
        return self.put(source, offset, count);
    }

    public static ByteBuffer put(ByteBuffer self, ByteBuffer source) {
        count(source.remaining());
        return self.put(source);
    }

    public static ByteBuffer put(ByteBuffer self, int index, ByteBuffer source, int offset, int count) {
        count(count);
        return self.put(index, source, offset, count);
    }

    public static ByteBuffer put(ByteBuffer self, int index, byte[] source, int offset, int count) {
        count(count);
        return self.put(index, source, offset, count);
    }

    // ---- before sun.misc.Unsafe.copyMemory

    /**
     * Counts a copy that the caller makes next.
     *
     * @param bytes its size
     */
    public static void copyMemory(long bytes) {
        count(bytes);
    }
}
