package dev.loopline.generated;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors;
import dev.loopline.call.MethodDescriptor;
import dev.loopline.call.ServiceDefinition;
import dev.loopline.golden.clashes.ClashesService;
import dev.loopline.golden.edition.ModernService;
import dev.loopline.golden.nested.services.StoreService;
import dev.loopline.golden.old.HolderService;
import dev.loopline.golden.old.PartlyService;
import dev.loopline.golden.photo.NothingService;
import dev.loopline.golden.photo.ThumbnailsService;
import dev.loopline.golden.streams.BackupService;
import dev.loopline.golden.streams.CollectService;
import dev.loopline.golden.streams.WatchService;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The generator's own test files at run time: {@link GeneratedCodeTest} checks that they compile. */
class GoldenServicesTest {
    static Stream<ServiceDefinition> services() {
        return Stream.of(
                definition(ClashesService.class, ClashesService::of),
                definition(ModernService.class, ModernService::of),
                definition(StoreService.class, StoreService::of),
                definition(HolderService.class, HolderService::of),
                definition(PartlyService.class, PartlyService::of),
                definition(NothingService.class, NothingService::of),
                definition(ThumbnailsService.class, ThumbnailsService::of),
                definition(BackupService.class, BackupService::of),
                definition(WatchService.class, WatchService::of),
                definition(CollectService.class, CollectService::of));
    }

    @ParameterizedTest
    @MethodSource("services")
    void everyMethodOfTheFileIsDefinedWithItsMessages(ServiceDefinition service) {
        List<String> expected = service.descriptor().getMethods().stream()
                .map(Descriptors.MethodDescriptor::getName)
                .toList();

        assertThat(service.methods())
                .extracting(method -> method.descriptor().methodName())
                .containsExactlyElementsOf(expected);
    }

    @ParameterizedTest
    @MethodSource("services")
    void everyMethodHasTheShapeThatTheFileSays(ServiceDefinition service) {
        for (ServiceDefinition.Method<?, ?> method : service.methods()) {
            Descriptors.MethodDescriptor said =
                    service.descriptor().findMethodByName(method.descriptor().methodName());

            assertThat(method.descriptor().type().streamsRequests())
                    .as("requests of " + method.descriptor())
                    .isEqualTo(said.isClientStreaming());
            assertThat(method.descriptor().type().streamsResponses())
                    .as("responses of " + method.descriptor())
                    .isEqualTo(said.isServerStreaming());
        }
    }

    @Test
    void takesDeadlineAndIdempotencyFromTheOptions() {
        assertThat(ThumbnailsService.RENDER.defaultDeadline()).isEqualTo(Duration.ofSeconds(2));
        assertThat(ThumbnailsService.RENDER.idempotent()).isTrue();
        assertThat(ThumbnailsService.AWAIT_IDLE.defaultDeadline()).isZero();
        assertThat(ThumbnailsService.AWAIT_IDLE.idempotent()).isFalse();
        assertThat(ThumbnailsService.DROP.defaultDeadline()).isEqualTo(MethodDescriptor.DEFAULT_DEADLINE);
        assertThat(ThumbnailsService.ARCHIVE.defaultDeadline()).isEqualTo(Duration.ofMillis(4_294_967_295L));
    }

    @Test
    void takesThemFromTheOptionsOfStreamsToo() {
        assertThat(BackupService.LIST.defaultDeadline()).isEqualTo(Duration.ofMinutes(1));
        assertThat(BackupService.LIST.idempotent()).isTrue();
        assertThat(BackupService.STORE.defaultDeadline()).isEqualTo(Duration.ofMillis(250));
        assertThat(BackupService.STORE.idempotent()).isTrue();
        assertThat(BackupService.SYNC.defaultDeadline()).isZero();
        assertThat(BackupService.SYNC.idempotent()).isTrue();
        assertThat(ThumbnailsService.SCAN.defaultDeadline()).isZero();
        assertThat(ThumbnailsService.SCAN.idempotent()).isFalse();
    }

    private static <T> ServiceDefinition definition(Class<T> type, Function<T, ServiceDefinition> of) {
        Object implementation =
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
                    throw new UnsupportedOperationException(method.getName());
                });
        return of.apply(type.cast(implementation));
    }
}
