package dev.loopline.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.IpcConnection;
import dev.loopline.testing.EnginePair;
import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NestedCallsTest {
    @Test
    void aHandlerThatRunsForLongDoesNotKeepTheCallsThatItMade() throws Exception {
        try (EnginePair other = Engines.inProcess().connect()) {
            IpcConnection ended = other.client();
            ended.close();
            try (EnginePair pair = Engines.inProcess()
                    .serve(Engines.serving((request, call) -> {
                        WeakReference<?> made = new WeakReference<>(Engines.start(ended, "fails at once"));
                        await().until(() -> {
                            System.gc();
                            return made.refersTo(null);
                        });
                        return request;
                    }))
                    .connect()) {
                assertThat(Engines.answerTo(Engines.start(pair.client(), "x"))).isEqualTo("x");
            }
        }
    }
}
