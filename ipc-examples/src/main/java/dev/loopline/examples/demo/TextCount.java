package dev.loopline.examples.demo;

/**
 * A count of lines and words that also finds out whether what it counts is text: valid UTF-8 without a zero byte.
 *
 * <p>A line ends with a line feed; a word is a run of bytes that are not ASCII white space. Bytes come in pieces, cut
 * anywhere.
 */
final class TextCount {
    private static final int MIN_CONTINUATION = 0x80;
    private static final int MAX_CONTINUATION = 0xBF;

    private boolean text = true;
    private boolean inWord;
    private long lines;
    private long words;
    private int missing; // bytes that the character begun last still lacks
    private int lowest = MIN_CONTINUATION; // what the next of them may be
    private int highest = MAX_CONTINUATION;

    void add(byte[] bytes, int length) {
        for (int i = 0; i < length && text; i++) {
            int b = bytes[i] & 0xFF;
            if (b < 0x80 && missing == 0) {
                ascii(b);
            } else {
                multiByte(b);
                inWord = countWord();
            }
        }
    }

    private void ascii(int b) {
        if (b == ' ' || (b >= '\t' && b <= '\r')) {
            inWord = false;
            if (b == '\n') {
                lines++;
            }
        } else if (b == 0) {
            text = false;
        } else {
            inWord = countWord();
        }
    }

    private boolean countWord() {
        if (!inWord) {
            words++;
        }
        return true;
    }

    /** Follows the table of well-formed byte sequences of the Unicode standard. */
    private void multiByte(int b) {
        if (missing > 0) {
            text = b >= lowest && b <= highest;
            missing--;
            lowest = MIN_CONTINUATION;
            highest = MAX_CONTINUATION;
        } else if (b >= 0xC2 && b <= 0xDF) {
            missing = 1;
        } else if (b >= 0xE0 && b <= 0xEF) {
            missing = 2;
            lowest = b == 0xE0 ? 0xA0 : MIN_CONTINUATION; // no overlong form
            highest = b == 0xED ? 0x9F : MAX_CONTINUATION; // no surrogate
        } else if (b >= 0xF0 && b <= 0xF4) {
            missing = 3;
            lowest = b == 0xF0 ? 0x90 : MIN_CONTINUATION;
            highest = b == 0xF4 ? 0x8F : MAX_CONTINUATION;
        } else {
            text = false;
        }
    }

    /** {@return whether everything so far is text, and ends with a whole character} */
    boolean isText() {
        return text && missing == 0;
    }

    long lines() {
        return lines;
    }

    long words() {
        return words;
    }
}
