package dev.loopline.system;

import dev.loopline.endpoint.Credential;
import dev.loopline.endpoint.Endpoint;
import dev.loopline.endpoint.EndpointClaim;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.endpoint.EndpointId;
import dev.loopline.endpoint.ProcessIdentity;
import dev.loopline.endpoint.Token;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.zip.CRC32C;

/** Endpoints that are not quite right, and files of them that no server would write. */
final class Endpoints {
    private Endpoints() {}

    /** {@return the same endpoint somewhere else} */
    static Endpoint at(InetSocketAddress address, Endpoint original) {
        return new Endpoint(
                original.name(),
                original.id(),
                List.of(address),
                original.credential(),
                original.process(),
                original.application(),
                original.createdAt());
    }

    /** {@return the same endpoint with one bit of its token changed} */
    static Endpoint withTokenBitChanged(Endpoint original, int bit) {
        byte[] token = original.credential().token().bytes();
        token[bit / 8] ^= (byte) (1 << bit % 8);
        return with(new Credential(original.credential().tokenId(), Token.of(token)), original);
    }

    /** {@return the same endpoint with another credential} */
    static Endpoint with(Credential credential, Endpoint original) {
        return new Endpoint(
                original.name(),
                original.id(),
                original.addresses(),
                credential,
                original.process(),
                original.application(),
                original.createdAt());
    }

    /** {@return the same endpoint as one of another run} */
    static Endpoint withOtherId(Endpoint original) {
        return new Endpoint(
                original.name(),
                EndpointId.random(),
                original.addresses(),
                original.credential(),
                original.process(),
                original.application(),
                original.createdAt());
    }

    /** {@return the same endpoint, said to be of another process} */
    static Endpoint of(ProcessIdentity process, Endpoint original) {
        return new Endpoint(
                original.name(),
                original.id(),
                original.addresses(),
                original.credential(),
                process,
                original.application(),
                original.createdAt());
    }

    static Path file(EndpointDirectory directory, String name) {
        return directory.path().resolve(name.replace('/', '+') + ".endpoint");
    }

    /** Writes the file of an endpoint as a server would have that was killed. */
    static Path leave(EndpointDirectory directory, Endpoint endpoint) {
        Path file = file(directory, endpoint.name().value());
        try {
            byte[] content;
            try (EndpointClaim claim = directory.claim(endpoint.name())) {
                claim.publish(endpoint);
                content = Files.readAllBytes(file);
            }
            write(file, content);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Changes a line of an endpoint file, and its checksum to go with it. */
    static void edit(Path file, String line, String replacement) throws IOException {
        String text = Files.readString(file);
        String edited = text.substring(0, text.indexOf("crc32c=")).replaceFirst("(?m)^" + line + "$", replacement);
        CRC32C checksum = new CRC32C();
        checksum.update(edited.getBytes(StandardCharsets.UTF_8));
        write(file, (edited + String.format("crc32c=%08x\n", checksum.getValue())).getBytes(StandardCharsets.UTF_8));
    }

    private static void write(Path file, byte[] content) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, content);
    }
}
