package dev.loopline.examples.demo;

import picocli.CommandLine;

/** The demo as a program of its own. */
final class DemoMain {
    private DemoMain() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new DemoCommand()).execute(args));
    }
}
