package dev.loopline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list of reasons is complete: every one in the code stands in the document. */
class ErrorsDocumentTest {
    private static final Pattern REASON = Pattern.compile("\"([A-Z]+(?:_[A-Z]+)+|CANCELLED|REFUSED)\"");
    private static final Set<String> NOT_REASONS =
            Set.of("LOOPLINE_RUNTIME_DIR", "LOOPLINE_UNPROTECTED_RUNTIME_DIR", "XDG_RUNTIME_DIR");

    @Test
    void everyReasonIsExplained() throws IOException {
        String document = Files.readString(Path.of("..", "docs", "errors.md"));
        Set<String> missing = new TreeSet<>();
        try (Stream<Path> sources = Files.walk(Path.of("src", "main", "java"))) {
            for (Path source :
                    sources.filter(path -> path.toString().endsWith(".java")).toList()) {
                Matcher reasons = REASON.matcher(Files.readString(source));
                while (reasons.find()) {
                    if (!document.contains("`" + reasons.group(1) + "`")) {
                        missing.add(reasons.group(1));
                    }
                }
            }
        }
        missing.removeAll(NOT_REASONS);

        assertThat(missing).as("reasons that docs/errors.md does not explain").isEmpty();
    }
}
