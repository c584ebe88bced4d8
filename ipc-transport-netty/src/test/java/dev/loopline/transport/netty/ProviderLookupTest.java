package dev.loopline.transport.netty;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.transport.TransportProvider;
import io.netty.channel.epoll.Epoll;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProviderLookupTest {
    @Test
    void isFoundOnTheClassPath() {
        Map<String, TransportProvider> found = ServiceLoader.load(TransportProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .collect(toMap(TransportProvider::name, provider -> provider));

        assertThat(found).containsOnlyKeys("in-process", "tcp-epoll", "tcp-nio");
        assertThat(found.get("tcp-nio").priority()).isPositive();
        assertThat(found.get("tcp-nio").supports(at("127.0.0.1", 1))).isTrue();
        assertThat(found.get("tcp-epoll").supports(UnixDomainSocketAddress.of("socket")))
                .isFalse();
    }

    @Test
    void prefersEpollWhereItWorks() {
        int nio = new NioTransportProvider().priority();
        int epoll = new EpollTransportProvider().priority();

        assertThat(epoll).isEqualTo(Epoll.isAvailable() ? 2 * nio : -1);
    }

    @Test
    void isFoundOnTheModulePath() throws Exception {
        List<Path> path = new ArrayList<>(RuntimeClassPathTest.entries());
        path.add(Path.of("target", "classes"));
        ModuleFinder finder = ModuleFinder.of(path.toArray(Path[]::new));
        ModuleLayer boot = ModuleLayer.boot();
        Configuration configuration =
                boot.configuration().resolveAndBind(finder, ModuleFinder.of(), Set.of("dev.loopline.transport.netty"));

        ModuleLayer layer = boot.defineModulesWithOneLoader(configuration, ClassLoader.getPlatformClassLoader());

        Class<?> service = layer.findLoader("dev.loopline").loadClass(TransportProvider.class.getName());
        assertThat(ServiceLoader.load(layer, service).stream()
                        .map(found -> found.type().getSimpleName()))
                .containsExactlyInAnyOrder(
                        "InProcessTransportProvider", "EpollTransportProvider", "NioTransportProvider");
        assertThat(ServiceLoader.load(layer, service))
                .allSatisfy(provider ->
                        assertThat(provider.getClass().getModule().isNamed()).isTrue());
    }

    private static InetSocketAddress at(String literal, int port) {
        return new InetSocketAddress(literal, port);
    }
}
