package dev.loopline.endpoint;

import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.internal.endpoint.OperatingSystem;
import dev.loopline.internal.endpoint.PrivateFiles;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the endpoint directory is, by environment and operating system.
 *
 * @param environment the variables of this process
 * @param system the operating system
 * @param temporary the JVM's directory for temporary files
 * @param files who this user is
 */
record RuntimeLocation(Map<String, String> environment, OperatingSystem system, Path temporary, PrivateFiles files) {
    static final String OVERRIDE = "LOOPLINE_RUNTIME_DIR";
    static final String UNPROTECTED = "LOOPLINE_UNPROTECTED_RUNTIME_DIR";
    static final String XDG = "XDG_RUNTIME_DIR";

    private static final Logger LOG = LoggerFactory.getLogger(RuntimeLocation.class);
    private static final AtomicBoolean TOLD = new AtomicBoolean();
    private static final String APP = "loopline";

    static RuntimeLocation ofThisProcess(PrivateFiles files) {
        return new RuntimeLocation(
                System.getenv(), OperatingSystem.current(), Path.of(System.getProperty("java.io.tmpdir")), files);
    }

    /** {@return the directory that the user chose although its permissions protect nothing, {@code null} if none} */
    @Nullable
    Path unprotected() {
        String value = variable(UNPROTECTED);
        if (value != null && variable(OVERRIDE) != null) {
            throw EndpointFailure.failure(
                    StatusCode.FAILED_PRECONDITION,
                    EndpointFailure.LOCATION,
                    OVERRIDE + " and " + UNPROTECTED + ": both are set (expected: at most one); unset one of them");
        }
        return value == null ? null : absolute(UNPROTECTED, value);
    }

    Path resolve() {
        String override = variable(OVERRIDE);
        if (override != null) {
            return absolute(OVERRIDE, override);
        }
        return switch (system) {
            case LINUX, OTHER_UNIX -> underXdg();
            case MAC -> {
                String own = variable("TMPDIR");
                yield inTemporary(own == null ? temporary : absolute("TMPDIR", own));
            }
            case WINDOWS -> {
                String local = variable("LOCALAPPDATA");
                if (local == null) {
                    throw unfit("LOCALAPPDATA", "not set");
                }
                yield absolute("LOCALAPPDATA", local).resolve(APP).resolve("run");
            }
        };
    }

    private Path underXdg() {
        String xdg = variable(XDG);
        if (xdg == null) {
            return inTemporary(temporary);
        }
        String problem;
        try {
            Path path = absolute(XDG, xdg);
            files.checkDirectory(path);
            return path.resolve(APP);
        } catch (IOException | StatusException e) {
            problem = String.valueOf(e.getMessage());
        }
        Path fallback = inTemporary(temporary);
        // Once: every look for an endpoint may come by here.
        if (TOLD.compareAndSet(false, true)) {
            LOG.info("{} is not used but {}: {}", XDG, fallback, problem);
        }
        return fallback;
    }

    // The user in the name, since all users may share the directory.
    private Path inTemporary(Path parent) {
        return parent.toAbsolutePath().resolve(APP + "-" + files.userName());
    }

    private @Nullable String variable(String name) {
        String value = environment.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    private static Path absolute(String name, String value) {
        Path path;
        try {
            path = Path.of(value);
        } catch (InvalidPathException e) {
            throw EndpointFailure.failure(
                    StatusCode.FAILED_PRECONDITION,
                    EndpointFailure.LOCATION,
                    name + ": \"" + value + "\" cannot be a path: " + e.getReason() + " (file names of this JVM are in "
                            + System.getProperty("sun.jnu.encoding")
                            + "; a path beyond ASCII needs a UTF-8 locale, as LC_ALL=C.UTF-8);"
                            + " correct it, or set " + OVERRIDE);
        }
        if (!path.isAbsolute()) {
            throw unfit(name, "\"" + value + "\"");
        }
        return path;
    }

    private static StatusException unfit(String name, String value) {
        return EndpointFailure.failure(
                StatusCode.FAILED_PRECONDITION,
                EndpointFailure.LOCATION,
                name + ": " + value + " (expected: an absolute path); correct it, or set " + OVERRIDE);
    }
}
