package dev.loopline.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version of this program, as the build wrote it down. */
final class Version implements IVersionProvider {
    static String text() {
        Properties properties = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
            if (in == null) {
                throw new IllegalStateException("version.properties: not beside " + Version.class + "; build again");
            }
            properties.load(in);
        } catch (IOException e) {
            throw new IllegalStateException("version.properties: cannot be read: " + e, e);
        }
        return "ipc " + properties.getProperty("version");
    }

    @Override
    public String[] getVersion() {
        return new String[] {text()};
    }
}
