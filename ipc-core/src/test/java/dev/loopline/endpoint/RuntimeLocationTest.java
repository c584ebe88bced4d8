package dev.loopline.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loopline.StatusException;
import dev.loopline.internal.endpoint.OperatingSystem;
import dev.loopline.internal.endpoint.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuntimeLocationTest {
    @TempDir
    private Path temporary;

    private PrivateFiles files;
    private Path fallback;

    @BeforeEach
    void knowTheUser() throws IOException {
        files = PrivateFiles.ofThisSystem();
        fallback = temporary.resolve("loopline-" + files.userName());
    }

    @Test
    void theOverrideDecidesOnEverySystem() {
        for (OperatingSystem system : OperatingSystem.values()) {
            assertThat(resolve(system, Map.of("LOOPLINE_RUNTIME_DIR", "/some/where", "XDG_RUNTIME_DIR", "/x")))
                    .isEqualTo(Path.of("/some/where"));
        }
    }

    @Test
    void anOverrideThatIsNotAbsoluteIsAnError() {
        StatusException failure = catchThrowableOfType(
                StatusException.class,
                () -> resolve(OperatingSystem.LINUX, Map.of("LOOPLINE_RUNTIME_DIR", "some/where")));

        assertThat(failure.reason()).isEqualTo("ENDPOINT_LOCATION");
        assertThat(failure.status().message())
                .startsWith("LOOPLINE_RUNTIME_DIR: \"some/where\" (expected: an absolute path)");
    }

    @Test
    void c22UsesAFitXdgDirectory() throws IOException {
        Path xdg = directory("rwx------");

        assertThat(resolve(OperatingSystem.LINUX, Map.of("XDG_RUNTIME_DIR", xdg.toString())))
                .isEqualTo(xdg.resolve("loopline"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxr-xr-x", "rwxrwxrwx", "rwx--x---"})
    void c22FallsBackFromAnXdgDirectoryThatIsOpenToOthers(String permissions) throws IOException {
        Path xdg = directory(permissions);

        assertThat(resolve(OperatingSystem.LINUX, Map.of("XDG_RUNTIME_DIR", xdg.toString())))
                .isEqualTo(fallback);
    }

    @Test
    void c22FallsBackFromAnXdgDirectoryThatIsMissingRelativeOrALink() throws IOException {
        Path link = Files.createSymbolicLink(temporary.resolve("link"), directory("rwx------"));

        assertThat(resolve(OperatingSystem.LINUX, Map.of())).isEqualTo(fallback);
        assertThat(resolve(OperatingSystem.LINUX, Map.of("XDG_RUNTIME_DIR", "")))
                .isEqualTo(fallback);
        assertThat(resolve(OperatingSystem.LINUX, Map.of("XDG_RUNTIME_DIR", "run")))
                .isEqualTo(fallback);
        assertThat(resolve(OperatingSystem.LINUX, Map.of("XDG_RUNTIME_DIR", temporary + "/none")))
                .isEqualTo(fallback);
        assertThat(resolve(OperatingSystem.LINUX, Map.of("XDG_RUNTIME_DIR", link.toString())))
                .isEqualTo(fallback);
    }

    @Test
    void c22FallsBackFromAnXdgDirectoryOfAnotherUser() throws IOException {
        assumeTrue(files.userName().equals("0"), "needs root to give directories to another user");
        Path xdg = directory("rwx------");
        Files.setAttribute(xdg, "unix:uid", 1001);

        assertThat(resolve(OperatingSystem.LINUX, Map.of("XDG_RUNTIME_DIR", xdg.toString())))
                .isEqualTo(fallback);
    }

    @Test
    void c20TheWayIntoADirectoryWithoutPermissionsHasAVariableOfItsOwn() {
        RuntimeLocation chosen = location(Map.of("LOOPLINE_UNPROTECTED_RUNTIME_DIR", "/mnt/stick"));
        RuntimeLocation both =
                location(Map.of("LOOPLINE_UNPROTECTED_RUNTIME_DIR", "/mnt/stick", "LOOPLINE_RUNTIME_DIR", "/run"));

        assertThat(chosen.unprotected()).isEqualTo(Path.of("/mnt/stick"));
        assertThat(location(Map.of()).unprotected()).isNull();
        assertThat(catchThrowableOfType(StatusException.class, both::unprotected))
                .hasMessageContaining("both are set (expected: at most one)");
        assertThat(catchThrowableOfType(
                        StatusException.class, () -> location(Map.of("LOOPLINE_UNPROTECTED_RUNTIME_DIR", "stick"))
                                .unprotected()))
                .hasMessageContaining("\"stick\" (expected: an absolute path)");
    }

    @Test
    void otherSystemsHaveTheirOwnPlaces() {
        String user = files.userName();

        assertThat(resolve(OperatingSystem.MAC, Map.of("TMPDIR", "/var/folders/x/T")))
                .isEqualTo(Path.of("/var/folders/x/T/loopline-" + user));
        assertThat(resolve(OperatingSystem.MAC, Map.of())).isEqualTo(fallback);
        assertThat(resolve(OperatingSystem.WINDOWS, Map.of("LOCALAPPDATA", "/Users/me/AppData/Local")))
                .isEqualTo(Path.of("/Users/me/AppData/Local/loopline/run"));
        assertThat(catchThrowableOfType(StatusException.class, () -> resolve(OperatingSystem.WINDOWS, Map.of()))
                        .status()
                        .message())
                .startsWith("LOCALAPPDATA: not set");
    }

    private Path resolve(OperatingSystem system, Map<String, String> environment) {
        return new RuntimeLocation(environment, system, temporary, files).resolve();
    }

    private RuntimeLocation location(Map<String, String> environment) {
        return new RuntimeLocation(environment, OperatingSystem.LINUX, temporary, files);
    }

    private Path directory(String permissions) throws IOException {
        Path directory = Files.createDirectory(temporary.resolve("xdg"));
        return Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(permissions));
    }
}
