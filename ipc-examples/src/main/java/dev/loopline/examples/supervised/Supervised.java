package dev.loopline.examples.supervised;

import dev.loopline.StatusException;
import dev.loopline.examples.readme.GreetRequest;
import dev.loopline.examples.readme.GreeterClient;
import dev.loopline.examples.readme.GreeterService;
import dev.loopline.examples.readme.Greeting;
import dev.loopline.process.HelperProcess;
import dev.loopline.process.HostProcess;
import dev.loopline.process.RestartPolicy;
import java.time.Duration;

/**
 * A helper that is looked after: {@code java Supervised} starts it, calls it, has it crash, and calls it again. What is printed
 * says how it is.
 */
public final class Supervised {
    private Supervised() {}

    /**
     * Runs the host, which runs this class as its helper.
     *
     * @param args nothing; of the helper {@code helper}
     * @throws InterruptedException if it is interrupted
     */
    public static void main(String[] args) throws InterruptedException {
        if (args.length == 0) {
            host();
        } else {
            helper();
        }
    }

    private static void host() {
        try (HelperProcess helper = HelperProcess.java(Supervised.class)
                .name("greeter")
                .arguments("helper")
                .restart(RestartPolicy.onFailure())
                .onStateChange(change -> System.out.println(change)) // "helper greeter (pid 4711) is ready"
                .start(Duration.ofSeconds(20))) {
            GreeterClient greeter = GreeterClient.on(helper); // for all processes of the helper, one after the other
            System.out.println(greet(greeter, "Ada"));
            System.out.println(greet(greeter, "crash"));
            System.out.println(greet(greeter, "Bob")); // waits until the helper is there again
        }
    }

    private static String greet(GreeterClient greeter, String name) {
        try {
            return greeter.greet(GreetRequest.newBuilder().setName(name).build())
                    .getText();
        } catch (StatusException e) {
            return name + ": " + e.code() + ", " + e.certainty(); // UNKNOWN: it may have been greeted
        }
    }

    private static void helper() throws InterruptedException {
        GreeterService service = (request, call) -> {
            if (request.getName().equals("crash")) {
                Runtime.getRuntime().halt(3);
            }
            return Greeting.newBuilder()
                    .setText("Hello " + request.getName() + "!")
                    .build();
        };
        try (HostProcess host =
                HostProcess.builder().service(GreeterService.of(service)).attach()) {
            host.ready();
            host.awaitHost(); // until the host stops this process, or has died
        }
    }
}
