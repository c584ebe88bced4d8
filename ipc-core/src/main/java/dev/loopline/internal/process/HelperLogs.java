package dev.loopline.internal.process;

import dev.loopline.transport.LimitedLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The logs about helpers; what they write themselves is in logs of their own. */
final class HelperLogs {
    static final LimitedLog HELPERS = LimitedLog.named("dev.loopline.helpers");

    /** What is told otherwise too. */
    static final Logger DETAILS = LoggerFactory.getLogger("dev.loopline.helpers");

    private HelperLogs() {}
}
