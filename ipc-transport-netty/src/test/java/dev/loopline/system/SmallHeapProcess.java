package dev.loopline.system;

import com.google.protobuf.ListValue;
import com.sun.management.GarbageCollectionNotificationInfo;
import dev.loopline.IpcServer;
import dev.loopline.MessageLimits;
import dev.loopline.call.MethodDescriptor;
import dev.loopline.call.ServiceDefinition;
import dev.loopline.echo.EchoService;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.proto.echo.v1.EchoProto;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/**
 * A server of lists in a heap that is too small for many of them. Its handler holds every list that is not empty until a
 * line comes in; {@code heap} asks for the most that was in use after a full collection, in percent of the heap.
 */
final class SmallHeapProcess {
    static final MethodDescriptor<ListValue, ListValue> LISTS =
            MethodDescriptor.unary(EchoService.UNARY.fullName(), ListValue.parser(), ListValue.parser());

    private static final AtomicLong PEAK_BYTES = new AtomicLong();

    private SmallHeapProcess() {}

    /**
     * Serves.
     *
     * @param args directory, name, largest message in bytes or 0 for the default
     */
    public static void main(String[] args) throws IOException {
        watchHeap();
        Semaphore holding = new Semaphore(0);
        ServiceDefinition service = ServiceDefinition.builder(
                        EchoProto.getDescriptor().findServiceByName("Echo"))
                .unary(LISTS, (request, call) -> {
                    if (request.getValuesCount() > 0) {
                        System.out.println("holding " + request.getValuesCount());
                        holding.acquire();
                    }
                    return ListValue.getDefaultInstance();
                })
                .build();
        int maxMessage = Integer.parseInt(args[2]);
        try (IpcServer server = IpcServer.named(args[1])
                        .directory(EndpointDirectory.at(Path.of(args[0])))
                        .limits(
                                maxMessage == 0
                                        ? MessageLimits.DEFAULT
                                        : MessageLimits.DEFAULT.withMaxMessageBytes(maxMessage))
                        .service(service)
                        .start();
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            System.out.println("ready " + server.endpoint().port());
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.equals("heap")) {
                    System.gc();
                    System.out.println(
                            "peak " + 100 * peakBytes() / Runtime.getRuntime().maxMemory());
                } else {
                    holding.release(1_000);
                }
            }
        }
    }

    private static long peakBytes() {
        MemoryUsage now = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        return PEAK_BYTES.accumulateAndGet(now.getUsed(), Math::max);
    }

    private static void watchHeap() {
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            ((NotificationEmitter) collector)
                    .addNotificationListener(
                            (notification, handback) -> {
                                GarbageCollectionNotificationInfo done = GarbageCollectionNotificationInfo.from(
                                        (CompositeData) notification.getUserData());
                                if (done.getGcAction().equals("end of major GC")) {
                                    PEAK_BYTES.accumulateAndGet(
                                            done.getGcInfo().getMemoryUsageAfterGc().entrySet().stream()
                                                    .filter(pool -> isHeap(pool.getKey()))
                                                    .mapToLong(pool ->
                                                            pool.getValue().getUsed())
                                                    .sum(),
                                            Math::max);
                                }
                            },
                            null,
                            null);
        }
    }

    private static boolean isHeap(String pool) {
        return pool.contains("Eden") || pool.contains("Survivor") || pool.contains("Gen");
    }
}
