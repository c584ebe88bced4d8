package dev.loopline.examples.transfer;

/** A line on standard error for each tenth of a file, and for each new attempt. For one thread. */
final class PrintedProgress implements Progress {
    private long lastOffset = -1;
    private int lastTenth;

    @Override
    public void at(long offset, long doneBytes, long sizeBytes) {
        int tenth = sizeBytes == 0 ? 10 : (int) (doneBytes * 10.0 / sizeBytes);
        if (offset != lastOffset && offset > 0) {
            System.err.println("going on at byte " + offset);
        }
        if (tenth > lastTenth) {
            System.err.println(tenth * 10 + " % of " + sizeBytes + " bytes");
        }
        lastOffset = offset;
        lastTenth = tenth;
    }
}
