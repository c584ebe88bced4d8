package dev.loopline.codegen;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import javax.lang.model.SourceVersion;

/**
 * The names of one kind in one class, each given out once: a name that Java, the class or an earlier method has taken
 * gets an underscore.
 */
final class Names {
    // Methods of Object and of the generated types. Most would compile as an overload, but none would be read rightly.
    private static final Set<String> METHODS_OF_GENERATED_TYPES = Set.of(
            "clone",
            "equals",
            "finalize",
            "getClass",
            "hashCode",
            "notify",
            "notifyAll",
            "toString",
            "wait",
            "async",
            "of",
            "on",
            "with");

    private final Set<String> taken;

    private Names(Collection<String> taken) {
        this.taken = new HashSet<>(taken);
    }

    static Names ofMethods() {
        return new Names(METHODS_OF_GENERATED_TYPES);
    }

    /** {@return names for constants, none of which hides one of the classes in an expression} */
    static Names ofConstants(Collection<String> classes) {
        return new Names(classes);
    }

    /** {@return names for parameters, none of which hides one of the names in an expression} */
    static Names ofParameters(Collection<String> names) {
        return new Names(names);
    }

    /** {@return the Java method for a method of a service: {@code GetURLFor} becomes {@code getURLFor}} */
    String claimMethod(String protoName) {
        return claimInLowerCase(protoName);
    }

    /** {@return the Java parameter for one of a topic: {@code album_id} becomes {@code albumId}} */
    String claimParameter(String protoName) {
        return claimInLowerCase(protoName);
    }

    private String claimInLowerCase(String protoName) {
        List<String> words = words(protoName);
        StringBuilder name = new StringBuilder();
        for (String word : words) {
            if (name.isEmpty()) {
                name.append(word.toLowerCase(Locale.ROOT));
            } else {
                name.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
            }
        }
        return claim(name.toString());
    }

    /** {@return the constant for a method of a service: {@code GetURLFor} becomes {@code GET_URL_FOR}} */
    String claimConstant(String protoName) {
        return claim(words(protoName).stream()
                .map(word -> word.toUpperCase(Locale.ROOT))
                .collect(Collectors.joining("_")));
    }

    private String claim(String wanted) {
        String name = SourceVersion.isIdentifier(wanted) ? wanted : "_" + wanted;
        while (SourceVersion.isKeyword(name) || !taken.add(name)) {
            name += "_";
        }
        return name;
    }

    private static List<String> words(String protoName) {
        return Arrays.stream(protoName.split("_+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])"))
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
