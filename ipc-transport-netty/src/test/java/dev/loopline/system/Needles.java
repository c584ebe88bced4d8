package dev.loopline.system;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.loopline.endpoint.Token;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The forms in which a token, or a key that comes from it, could turn up where it must not. A part of 12 bytes is enough
 * to be found.
 */
final class Needles {
    private static final int PART_BYTES = 12; // base64 without a rest

    private final Map<String, String> needles = new LinkedHashMap<>(); // each char is a byte

    private Needles() {}

    static Needles of(Token token) {
        Needles needles = new Needles();
        needles.add("token", token.bytes());
        needles.add("server key", RawClient.serverKey(token.bytes()));
        needles.add("client key", RawClient.clientKey(token.bytes()));
        return needles;
    }

    private void add(String what, byte[] secret) {
        for (int at : new int[] {0, PART_BYTES}) {
            byte[] part = Arrays.copyOfRange(secret, at, at + PART_BYTES);
            String place = what + " from " + at + ", ";
            String list = Arrays.toString(part);
            needles.put(place + "raw", new String(part, ISO_8859_1));
            needles.put(place + "hex", HexFormat.of().formatHex(part));
            needles.put(place + "HEX", HexFormat.of().withUpperCase().formatHex(part));
            needles.put(place + "hex with colons", HexFormat.ofDelimiter(":").formatHex(part));
            needles.put(place + "base64", Base64.getEncoder().encodeToString(part));
            needles.put(place + "base64url", Base64.getUrlEncoder().encodeToString(part));
            needles.put(place + "list", list.substring(1, list.length() - 1));
        }
    }

    /** {@return which of them are there} */
    List<String> in(byte[] haystack) {
        String text = new String(haystack, ISO_8859_1);
        return needles.entrySet().stream()
                .filter(needle -> text.contains(needle.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** {@return their values by their names} */
    Map<String, String> all() {
        return Map.copyOf(needles);
    }
}
