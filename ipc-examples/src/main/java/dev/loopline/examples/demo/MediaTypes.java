package dev.loopline.examples.demo;

import static java.util.Map.entry;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * The media types of files, by the last part of the name, else by the content.
 *
 * <p>A table of its own and not {@link java.nio.file.Files#probeContentType}, whose answers depend on what is installed
 * on a machine: two runs on the same files must say the same.
 */
final class MediaTypes {
    static final String TEXT = "text/plain";
    static final String UNKNOWN = "application/octet-stream";
    static final String EMPTY = "inode/x-empty";

    private static final Map<String, String> BY_EXTENSION = Map.ofEntries(
            entry("bin", UNKNOWN),
            entry("bz2", "application/x-bzip2"),
            entry("c", "text/x-c"),
            entry("class", "application/java-vm"),
            entry("cpp", "text/x-c"),
            entry("css", "text/css"),
            entry("csv", "text/csv"),
            entry("gif", "image/gif"),
            entry("gz", "application/gzip"),
            entry("h", "text/x-c"),
            entry("htm", "text/html"),
            entry("html", "text/html"),
            entry("jar", "application/java-archive"),
            entry("java", "text/x-java-source"),
            entry("jpeg", "image/jpeg"),
            entry("jpg", "image/jpeg"),
            entry("js", "text/javascript"),
            entry("json", "application/json"),
            entry("md", "text/markdown"),
            entry("mp3", "audio/mpeg"),
            entry("mp4", "video/mp4"),
            entry("pdf", "application/pdf"),
            entry("pl", "text/x-perl"),
            entry("png", "image/png"),
            entry("properties", TEXT),
            entry("proto", "text/x-protobuf"),
            entry("py", "text/x-python"),
            entry("rst", "text/x-rst"),
            entry("sh", "application/x-sh"),
            entry("svg", "image/svg+xml"),
            entry("tar", "application/x-tar"),
            entry("tex", "application/x-tex"),
            entry("ttf", "font/ttf"),
            entry("txt", TEXT),
            entry("wasm", "application/wasm"),
            entry("webp", "image/webp"),
            entry("woff2", "font/woff2"),
            entry("xml", "application/xml"),
            entry("xz", "application/x-xz"),
            entry("yaml", "application/yaml"),
            entry("yml", "application/yaml"),
            entry("zip", "application/zip"),
            entry("zst", "application/zstd"));

    private MediaTypes() {}

    static String of(Path file, long sizeBytes, boolean text) {
        Path last = file.getFileName();
        String name = last == null ? "" : last.toString();
        int dot = name.lastIndexOf('.');
        String known = dot < 0 ? null : BY_EXTENSION.get(name.substring(dot + 1).toLowerCase(Locale.ROOT));
        if (known != null) {
            return known;
        }
        if (sizeBytes == 0) {
            return EMPTY;
        }
        return text ? TEXT : UNKNOWN;
    }
}
