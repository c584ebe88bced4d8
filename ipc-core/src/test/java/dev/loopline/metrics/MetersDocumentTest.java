package dev.loopline.metrics;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.call.CallOptions;
import dev.loopline.echo.EchoService;
import dev.loopline.internal.handshake.HandshakeOutcome;
import dev.loopline.internal.observe.Observers;
import dev.loopline.testing.EnginePair;
import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is measured, what the code says is measured, and what the document says. */
class MetersDocumentTest {
    private final Measured measured = new Measured();

    @Test
    void whatIsRegisteredIsWhatIsDocumented() {
        try (EnginePair pair = measured.pair().serve(Measured.echo()).connect()) {
            pair.client().call(EchoService.UNARY, Measured.message(1), CallOptions.DEFAULT);
        }
        ((Observers.Source) IpcMetrics.in(measured.registry))
                .ofServer()
                .handshakes()
                .onHandshake(HandshakeOutcome.ACCEPTED); // the pair counts them itself

        Set<String> registered = measured.registry.getMeters().stream()
                .map(MetersDocumentTest::line)
                .collect(Collectors.toSet());
        Set<String> documented =
                Arrays.stream(IpcMeters.values()).map(MetersDocumentTest::line).collect(Collectors.toSet());

        assertThat(registered).isEqualTo(documented);
    }

    @Test
    void theDocumentHasTheTableOfTheCode() throws IOException {
        String document = Files.readString(Path.of("..", "docs", "metrics.md"));

        assertThat(document).contains(table());
    }

    @Test
    void theDocumentHasEveryOutcomeOfAHandshake() throws IOException {
        String document = Files.readString(Path.of("..", "docs", "metrics.md"));

        for (HandshakeOutcome outcome : HandshakeOutcome.values()) {
            assertThat(document).contains("`" + outcome.name().toLowerCase(Locale.ROOT) + "`");
        }
    }

    private static String table() {
        return "| meter | type | unit | tags | what |\n|---|---|---|---|---|\n"
                + Arrays.stream(IpcMeters.values())
                        .map(meter -> "| `" + meter.getName() + "` | " + type(meter.getType()) + " | "
                                + unit(meter.getType(), meter.getBaseUnit()) + " | "
                                + (keys(meter).isEmpty()
                                        ? ""
                                        : "`" + keys(meter).replace(" ", "`, `") + "`") + " | "
                                + meter.description() + " |\n")
                        .collect(joining());
    }

    private static String line(Meter meter) {
        Meter.Id id = meter.getId();
        return id.getName() + " " + type(id.getType()) + " " + unit(id.getType(), id.getBaseUnit()) + " "
                + id.getTags().stream().map(Tag::getKey).sorted().collect(joining(" ")) + ": " + id.getDescription();
    }

    private static String line(IpcMeters meter) {
        return meter.getName() + " " + type(meter.getType()) + " " + unit(meter.getType(), meter.getBaseUnit()) + " "
                + Arrays.stream(keys(meter).split(" ")).sorted().collect(joining(" ")) + ": " + meter.description();
    }

    private static String keys(IpcMeters meter) {
        return Arrays.stream(meter.getKeyNames()).map(KeyName::asString).collect(joining(" "));
    }

    private static String type(Meter.Type type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    /** The unit of a timer is the registry's choice. */
    private static String unit(Meter.Type type, String unit) {
        return unit == null || type == Meter.Type.TIMER ? "" : unit;
    }
}
