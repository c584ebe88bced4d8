package dev.loopline.examples.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import dev.loopline.metrics.IpcMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import picocli.CommandLine;

/** The demo in a program that is scraped: prints where, runs the demo, and stays until its standard input ends. */
final class MeasuredDemoMain {
    private MeasuredDemoMain() {}

    public static void main(String[] args) throws IOException {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/metrics", exchange -> {
            byte[] body = registry.scrape().getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            try (exchange) {
                exchange.getResponseBody().write(body);
            }
        });
        http.start();
        System.out.println("scrape http://127.0.0.1:" + http.getAddress().getPort() + "/metrics");
        int code = new CommandLine(new DemoCommand(IpcMetrics.in(registry))).execute(args);
        int end = System.in.read();
        System.exit(end < 0 ? code : end);
    }
}
