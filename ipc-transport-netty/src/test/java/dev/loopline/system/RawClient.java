package dev.loopline.system;

import dev.loopline.endpoint.Endpoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A socket of a client that says what the test wants. Its handshake is written from the specification, without a line of
 * the code under test.
 */
final class RawClient implements AutoCloseable {
    static final int HELLO_BYTES = 160;
    static final int AUTH_BYTES = 48;
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket = new Socket();

    RawClient(Endpoint endpoint) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(endpoint.addresses().get(0));
    }

    RawClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    RawClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    byte[] receive(int count) throws IOException {
        byte[] bytes = socket.getInputStream().readNBytes(count);
        if (bytes.length < count) {
            throw new IOException("closed after " + bytes.length + " bytes (expected: " + count + ")");
        }
        return bytes;
    }

    /** {@return all that the server still sends; it may close or reset the connection, but not keep it open} */
    byte[] receiveToEnd() throws IOException {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        try {
            for (int next = in.read(); next >= 0; next = in.read()) {
                received.write(next);
            }
        } catch (SocketException e) {
            return received.toByteArray(); // reset, because the server left unread what we sent
        }
        return received.toByteArray();
    }

    /** Shakes hands as a client that knows the token does. */
    RawClient authenticate(Endpoint endpoint) throws IOException {
        byte[] hello = clientHello(endpoint);
        byte[] answer = send(hello).receive(HELLO_BYTES);
        return send(clientAuth(endpoint.credential().token().bytes(), hello, answer));
    }

    /** Gives a method a number. */
    RawClient declare(int number, String method) throws IOException {
        byte[] name = ascii(method);
        ByteBuffer body = ByteBuffer.allocate(2 + name.length)
                .put((byte) 0x0A)
                .put((byte) name.length)
                .put(name);
        return send(frame(0x0A, 0, number, 0, body.array()));
    }

    /** Makes a call with an empty message and no deadline. */
    RawClient call(int method, long stream) throws IOException {
        return send(frame(0x01, 0x01, method, stream, new byte[0]));
    }

    private static byte[] frame(int type, int flags, int method, long stream, byte[] body) {
        return ByteBuffer.allocate(20 + body.length)
                .putInt(16 + body.length)
                .put((byte) type)
                .put((byte) flags)
                .putShort((short) method)
                .putInt(0)
                .putLong(stream)
                .put(body)
                .array();
    }

    /** {@return how the server ended the connection, without another byte before that} */
    String awaitEnd() throws IOException {
        try {
            int next = socket.getInputStream().read();
            return next < 0 ? "end" : "byte " + next;
        } catch (SocketException e) {
            return "reset";
        }
    }

    /** Sends bytes and the end, and returns all that the server still sends; it may close before it has read them. */
    byte[] sendAndEnd(byte[] bytes) throws IOException {
        try {
            send(bytes);
            socket.shutdownOutput();
        } catch (SocketException e) {
            return receiveToEnd(); // closed meanwhile
        }
        return receiveToEnd();
    }

    /** {@return M1, right in all parts} */
    byte[] clientHello(Endpoint endpoint) {
        return clientHello(endpoint, socket.getLocalSocketAddress());
    }

    static byte[] clientHello(Endpoint endpoint, SocketAddress local) {
        ByteBuffer hello = ByteBuffer.allocate(HELLO_BYTES);
        hello.putLong(0x894C_504E_430D_0A1AL).putShort((short) HELLO_BYTES);
        hello.put((byte) 1).put((byte) 1).putInt(0);
        hello.put(endpoint.id().bytes()).putLong(endpoint.credential().tokenId());
        byte[] nonce = new byte[32];
        Arrays.fill(nonce, (byte) 7);
        hello.put(nonce).put((byte) 0).put((byte) 2).putShort((short) 0);
        putAddress(hello, (InetSocketAddress) local);
        putAddress(hello, endpoint.addresses().get(0));
        hello.putInt(65_536).putInt(1 << 24).putInt(1 << 18).putInt(1024).putInt(0);
        return hello.array();
    }

    private static void putAddress(ByteBuffer hello, InetSocketAddress address) {
        byte[] ip = address.getAddress().getAddress();
        if (ip.length == 4) {
            hello.put(new byte[10]).putShort((short) 0xFFFF);
        }
        hello.put(ip).putShort((short) address.getPort());
    }

    /** {@return M3, right for these two hellos and this token} */
    static byte[] clientAuth(byte[] token, byte[] clientHello, byte[] serverHello) {
        byte[] transcript = sha256(ascii("loopline1 transcript"), clientHello, Arrays.copyOf(serverHello, 128));
        byte[] serverProof = Arrays.copyOfRange(serverHello, 128, HELLO_BYTES);
        byte[] key = clientKey(token);
        return ByteBuffer.allocate(AUTH_BYTES)
                .putLong(0x894C_504E_410D_0A1AL)
                .putShort((short) AUTH_BYTES)
                .put(new byte[6])
                .put(hmac(key, sha256(transcript, serverProof)))
                .array();
    }

    static byte[] clientKey(byte[] token) {
        return hmac(token, ascii("loopline1 client proof\u0001"));
    }

    static byte[] serverKey(byte[] token) {
        return hmac(token, ascii("loopline1 server proof\u0001"));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] hmac(byte[] key, byte[] data) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
