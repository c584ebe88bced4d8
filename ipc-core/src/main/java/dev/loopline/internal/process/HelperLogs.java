package dev.loopline.internal.process;

import dev.loopline.transport.LimitedLog;

/** The logs about helpers; what they write themselves is in logs of their own. */
final class HelperLogs {
    static final LimitedLog HELPERS = LimitedLog.named("dev.loopline.helpers");

    private HelperLogs() {}
}
