package dev.loopline.benchmarks.micro;

import static java.util.Objects.requireNonNull;

import dev.loopline.endpoint.Credential;
import dev.loopline.endpoint.EndpointId;
import dev.loopline.internal.handshake.Agreement;
import dev.loopline.internal.handshake.ClientHandshake;
import dev.loopline.internal.handshake.HelloException;
import dev.loopline.internal.handshake.HelloLimits;
import dev.loopline.internal.handshake.ProtocolVersions;
import dev.loopline.internal.handshake.ServerHandshake;
import dev.loopline.internal.handshake.TokenTable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Both sides of the handshake, hellos to proofs, without anything that moves the bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Handshake {
    private static final HelloLimits LIMITS = new HelloLimits(65_536, 16 << 20, 262_144, 1024, 0);
    private static final InetSocketAddress CLIENT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 49_153);
    private static final InetSocketAddress SERVER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_000);

    private final EndpointId id = EndpointId.random();
    private final Credential credential = Credential.random();
    private final ServerHandshake.Rules rules = new ServerHandshake.Rules(
            ProtocolVersions.CURRENT, id, new TokenTable(credential, System::nanoTime), true, LIMITS);

    /**
     * {@return what both sides agreed upon}
     *
     * @throws HelloException if one of them refuses the other
     */
    @Benchmark
    public Agreement bothSides() throws HelloException {
        ClientHandshake client = new ClientHandshake(ProtocolVersions.CURRENT, id, credential, LIMITS, CLIENT, SERVER);
        ServerHandshake server = new ServerHandshake(rules);
        server.receiveHello(client.clientHello());
        client.receive(server.answer(CLIENT, SERVER, grant -> false));
        client.complete();
        return requireNonNull(server.receiveAuth(client.clientAuth()), "agreement");
    }
}
