package dev.loopline.internal.process;

import dev.loopline.Certainty;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The standard input of a helper: one line from the host, and then nothing until the host ends. For one thread. */
final class HostInput {
    private final InputStream in;

    HostInput(InputStream in) {
        this.in = in;
    }

    /**
     * Reads the line.
     *
     * @throws StatusException if there is none, or another one; nothing of it is shown, since it may have a secret
     */
    Bootstrap readLine() {
        byte[] line = new byte[Bootstrap.MAX_BYTES];
        try {
            int length = read(line);
            if (length < 0) {
                throw noHost("standard input ended before the line of a host");
            }
            return Bootstrap.parse(new String(line, 0, length, StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            throw noHost(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw noHost("standard input cannot be read: " + e.getMessage());
        } finally {
            Arrays.fill(line, (byte) 0);
        }
    }

    /** {@return how many bytes the line has, -1 if the input ended before it did} */
    private int read(byte[] line) throws IOException {
        for (int length = 0; length < line.length; length++) {
            int next = in.read();
            if (next < 0) {
                return -1;
            }
            if (next == '\n') {
                return length;
            }
            line[length] = (byte) next;
        }
        throw new IllegalArgumentException("standard input: a line of more than " + (Bootstrap.MAX_BYTES - 1)
                + " bytes (expected: that of a host, '" + Bootstrap.MARK + " host=...')");
    }

    /** Waits until the host closes it, or ends. */
    void awaitEnd() {
        byte[] ignored = new byte[256];
        try {
            while (in.read(ignored) >= 0) {
                // a later version may say more: nothing that this one must know
            }
        } catch (IOException e) {
            HelperLogs.HELPERS.warn("standard input of a helper broke off: {}", e.getMessage());
        }
    }

    static StatusException noHost(String why) {
        return new Status(
                        StatusCode.FAILED_PRECONDITION,
                        "NO_HOST",
                        why
                                + "; this program is a helper, to be started by another one (HelperProcess), or by 'ipc run'",
                        Certainty.NOT_EXECUTED,
                        null)
                .asException()
                .withCallerTrace();
    }
}
