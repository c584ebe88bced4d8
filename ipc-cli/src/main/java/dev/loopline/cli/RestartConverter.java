package dev.loopline.cli;

import dev.loopline.process.RestartPolicy;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code never}, {@code on-failure} or {@code always}. */
final class RestartConverter implements ITypeConverter<RestartPolicy> {
    @Override
    public RestartPolicy convert(String value) {
        return switch (value) {
            case "never" -> RestartPolicy.never();
            case "on-failure" -> RestartPolicy.onFailure();
            case "always" -> RestartPolicy.always();
            default -> throw new TypeConversionException("\"" + value + "\" (expected: never, on-failure or always)");
        };
    }
}
