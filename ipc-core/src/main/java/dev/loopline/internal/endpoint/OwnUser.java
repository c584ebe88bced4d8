package dev.loopline.internal.endpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Unix user as which this process makes files.
 *
 * @param uid its number
 * @param seesAllUsers whether each user has a number of its own here; in a user namespace that maps only some, all others
 *     appear as {@link #OVERFLOW_UID}
 */
record OwnUser(long uid, boolean seesAllUsers) {
    static final long OVERFLOW_UID = 65_534;

    private static final Pattern EFFECTIVE_UID = Pattern.compile("^Uid:\\s+\\d+\\s+(\\d+)\\s", Pattern.MULTILINE);
    private static final Pattern WHOLE_MAP = Pattern.compile("\\s*0\\s+0\\s+4294967295\\s*");

    static OwnUser current() throws IOException {
        Matcher status = EFFECTIVE_UID.matcher(ProcFs.readOrEmpty(ProcFs.PROC.resolve("self/status")));
        if (status.find()) {
            boolean seesAll = WHOLE_MAP
                    .matcher(ProcFs.readOrEmpty(ProcFs.PROC.resolve("self/uid_map")))
                    .matches();
            return new OwnUser(Long.parseLong(status.group(1)), seesAll);
        }
        // Not Linux: a file that this process makes has its owner.
        Path probe = Files.createTempFile("loopline", ".uid");
        try {
            return new OwnUser(FileFacts.of(probe).uid(), true);
        } finally {
            Files.delete(probe);
        }
    }

    /** {@return whether a file of that owner is surely this user's} */
    boolean owns(FileFacts facts) {
        return facts.uid() == uid && !isUnknown(facts.uid());
    }

    /** {@return whether the owner of a directory could do anyway what the directory's permissions should prevent} */
    boolean trusts(FileFacts facts) {
        return facts.uid() == 0 || facts.uid() == uid || isUnknown(facts.uid());
    }

    private boolean isUnknown(long other) {
        return !seesAllUsers && other == OVERFLOW_UID;
    }
}
