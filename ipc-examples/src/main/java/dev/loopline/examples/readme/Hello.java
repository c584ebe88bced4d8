package dev.loopline.examples.readme;

// README: what stands between these marks is in README.md, and a test holds the two equal.
import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.call.CallContext;

final class Hello implements GreeterService {
    @Override
    public Greeting greet(GreetRequest request, CallContext call) { // any number of calls at once
        return Greeting.newBuilder().setText("Hello " + request.getName() + "!").build();
    }

    public static void main(String[] args) throws InterruptedException {
        if (args.length == 0) { // the serving process: java Hello
            try (IpcServer server = IpcServer.named("hello")
                    .service(GreeterService.of(new Hello()))
                    .start()) {
                System.out.println("serving " + server.endpoint().name());
                Thread.currentThread().join(); // until the process is ended
            }
        } else { // the calling process: java Hello Ada
            try (IpcClient client = IpcClient.connect("hello")) {
                GreetRequest request =
                        GreetRequest.newBuilder().setName(args[0]).build();
                System.out.println(GreeterClient.on(client).greet(request).getText());
            }
        }
    }
}
// README: end
