package dev.loopline.cli;

import dev.loopline.topic.OverflowPolicy;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code drop-oldest} and the other policies. */
final class OverflowConverter implements ITypeConverter<OverflowPolicy> {
    static final String FORMS = "drop-oldest, drop-newest, conflate, block or disconnect";

    @Override
    public OverflowPolicy convert(String value) {
        List<OverflowPolicy> all = Arrays.asList(OverflowPolicy.values());
        return all.stream()
                .filter(policy -> text(policy).equals(value))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("\"" + value + "\" (expected: " + FORMS + ")"));
    }

    private static String text(OverflowPolicy policy) {
        return policy.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
