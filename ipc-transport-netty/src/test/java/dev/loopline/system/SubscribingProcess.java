package dev.loopline.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.loopline.IpcClient;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.topic.OverflowPolicy;
import dev.loopline.topic.SubscriptionOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that subscribes once for each overflow policy, to a topic of the policy's name, with a queue of 100 events. It
 * says what it was given whenever it is asked, and leaves a last will if it is told so.
 */
final class SubscribingProcess {
    private SubscribingProcess() {}

    /**
     * Subscribes.
     *
     * @param args directory, name; and {@code slow} to pause after every 64th event
     */
    public static void main(String[] args) throws IOException {
        EndpointDirectory directory = EndpointDirectory.at(Path.of(args[0]));
        Map<OverflowPolicy, TopicLedger> ledgers = new EnumMap<>(OverflowPolicy.class);
        boolean slow = args.length > 2;
        try (IpcClient client = IpcClient.named(args[1]).directory(directory).connect();
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
            for (OverflowPolicy policy : OverflowPolicy.values()) {
                TopicLedger ledger = new TopicLedger();
                ledgers.put(policy, ledger);
                client.topic(TopicFixture.topic(topic(policy)))
                        .subscribe(
                                ledger.on(SubscriptionOptions.DEFAULT
                                        .withOverflow(policy)
                                        .withQueue(100, 1 << 20)),
                                slow ? event -> handleSlowly(ledger, event) : ledger::event);
            }
            System.out.println("subscribed");
            String line;
            while ((line = in.readLine()) != null) {
                if (line.equals("will")) {
                    client.leaveWill(TopicFixture.topic("will"), TopicFixture.event(7));
                    System.out.println("left");
                } else {
                    TopicLedger ledger = ledgers.get(OverflowPolicy.valueOf(line));
                    System.out.println(line + " " + describe(ledger));
                }
            }
        }
        System.out.println("closed");
    }

    private static void handleSlowly(TopicLedger ledger, EchoMessage event) {
        if (TopicFixture.number(event) % 64 == 0) {
            LockSupport.parkNanos(500_000);
        }
        ledger.event(event);
    }

    static String topic(OverflowPolicy policy) {
        return "policy." + policy.name();
    }

    private static String describe(TopicLedger ledger) {
        return "next " + ledger.next() + " delivered " + ledger.delivered() + " missed " + ledger.missed()
                + " reconnects " + ledger.reconnects().size() + " wrong "
                + ledger.wrong().size() + " ended "
                + ledger.ended();
    }
}
