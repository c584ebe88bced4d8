package dev.loopline.internal.endpoint;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Linux's tables of TCP sockets, {@code /proc/net/tcp} and {@code tcp6}.
 *
 * <p>Both are needed for an IPv4 address: a socket for both versions is in the second one, with the address mapped.
 */
final class TcpTable {
    private static final int MAX_ROWS = 65_536;
    private static final int MIN_FIELDS = 10;
    private static final int V4_DIGITS = 8;
    private static final int V6_DIGITS = 32;
    private static final String LISTEN = "0A";

    private static final Logger LOG = LoggerFactory.getLogger(TcpTable.class);

    private TcpTable() {}

    /**
     * A socket.
     *
     * @param address its own address
     * @param port its own port
     * @param listens whether it accepts connections
     * @param uid whose it is
     * @param inode by which descriptors name it, 0 if no process has it
     */
    record Row(InetAddress address, int port, boolean listens, long uid, long inode) {
        boolean blocks(InetAddress other) {
            return address.equals(other) || address.isAnyLocalAddress();
        }
    }

    /** {@return the sockets that keep others from the address, listening ones first} */
    static List<Row> blocking(InetAddress address, int port) {
        List<Row> rows = new ArrayList<>();
        for (String file : List.of("net/tcp", "net/tcp6")) {
            try (BufferedReader reader =
                    Files.newBufferedReader(ProcFs.PROC.resolve(file), StandardCharsets.ISO_8859_1)) {
                reader.lines().skip(1).limit(MAX_ROWS).forEach(line -> {
                    Row row = parse(line);
                    if (row != null && row.port() == port && row.inode() != 0 && row.blocks(address)) {
                        rows.add(row.listens() ? 0 : rows.size(), row);
                    }
                });
            } catch (IOException | UncheckedIOException e) {
                LOG.debug("cannot read {}", file, e); // not Linux, or no IPv6
            }
        }
        return rows;
    }

    // sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode ...
    static @Nullable Row parse(String line) {
        String[] fields = line.strip().split("\\s+", MIN_FIELDS + 1);
        if (fields.length < MIN_FIELDS) {
            return null;
        }
        int colon = fields[1].indexOf(':');
        if (colon < 0) {
            return null;
        }
        try {
            return new Row(
                    address(fields[1].substring(0, colon)),
                    Integer.parseInt(fields[1].substring(colon + 1), 16),
                    fields[3].equals(LISTEN),
                    Long.parseLong(fields[7]),
                    Long.parseLong(fields[9]));
        } catch (IllegalArgumentException | IOException e) {
            return null; // a kernel that writes it otherwise; the caller then says less
        }
    }

    // Words of four bytes, each as a number of this machine's byte order. Mapped addresses come out as IPv4.
    private static InetAddress address(String hex) throws IOException {
        if (hex.length() != V4_DIGITS && hex.length() != V6_DIGITS) {
            throw new IllegalArgumentException(
                    "address: " + hex.length() + " digits (expected: " + V4_DIGITS + " or " + V6_DIGITS + ")");
        }
        ByteBuffer words = ByteBuffer.wrap(HexFormat.of().parseHex(hex)).order(ByteOrder.nativeOrder());
        ByteBuffer bytes = ByteBuffer.allocate(words.capacity());
        while (words.hasRemaining()) {
            bytes.putInt(words.getInt());
        }
        return InetAddress.getByAddress(bytes.array());
    }
}
