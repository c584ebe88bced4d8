package dev.loopline.endpoint;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Endpoint files that anybody may have written: one that is read, or {@link MalformedFileException}. */
class EndpointFileFuzz {
    private static final String LAST_LINE = "crc32c=";

    /** Tries the bytes as they are, and with a checksum that fits: else hardly anything would be looked at. */
    @FuzzTest(maxDuration = "2s")
    void filesAreReadOrRefused(byte[] file) {
        read(file);
        String text = new String(file, ISO_8859_1);
        read(Samples.withChecksum(text.contains(LAST_LINE) ? text : text + LAST_LINE));
    }

    private static void read(byte[] file) {
        try {
            Endpoint endpoint = EndpointFile.decode(file);

            // Lines of a later version are left out, all others are the same again.
            assertThat(EndpointFile.decode(EndpointFile.encode(endpoint))).isEqualTo(endpoint);
            assertThat(endpoint.addresses())
                    .allMatch(address -> address.getAddress().isLoopbackAddress());
            assertThat(file.length).isLessThanOrEqualTo(EndpointFile.MAX_BYTES);
        } catch (MalformedFileException e) {
            assertThat(e.getMessage()).isNotEmpty().hasSizeLessThan(500);
        }
    }
}
