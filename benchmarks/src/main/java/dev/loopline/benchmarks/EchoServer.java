package dev.loopline.benchmarks;

/** Something that sends back what it gets, for one client. Any thread. */
interface EchoServer extends AutoCloseable {
    /** {@return the port of 127.0.0.1 where it listens; 0 if it is found by name} */
    int port();

    /** {@return how many messages it has sent back} */
    long calls();

    @Override
    void close();
}
