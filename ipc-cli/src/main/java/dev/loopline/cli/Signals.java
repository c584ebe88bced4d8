package dev.loopline.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * The signals that ask this process to end: SIGTERM, SIGINT, SIGHUP.
 *
 * <p>A shutdown hook would learn of the first one only. {@code sun.misc.Signal} learns of all; it is in the module
 * {@code jdk.unsupported}, for want of another way, and reached by reflection, because the compiler's warning of it cannot
 * be turned off where warnings are errors.
 *
 * <p><b>Threading:</b> any thread; handlers run on threads that the JVM makes for them.
 */
final class Signals {
    /** By their names. */
    private static final Map<String, Signal> ALL =
            Map.of("TERM", new Signal(143, true), "INT", new Signal(130, true), "HUP", new Signal(129, false));

    /**
     * A signal that came.
     *
     * @param exitCode of a process that it ends
     * @param insists whether somebody who sends it again has lost patience; a terminal that goes away sends its own twice
     */
    record Signal(int exitCode, boolean insists) {}

    private Signals() {}

    /** Does something for each of these signals from now on, in place of ending the JVM. */
    static void onEach(Consumer<Signal> handler) {
        ALL.forEach((name, signal) -> {
            try {
                handle(name, () -> handler.accept(signal));
            } catch (InvocationTargetException e) {
                // HUP on Windows, or any under -Xrs: it goes on doing what it did.
                LoggerFactory.getLogger(Signals.class).debug("SIG{} cannot be handled", name, e.getCause());
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("sun.misc.Signal: not found (expected: in every JDK)", e);
            }
        });
    }

    private static void handle(String name, Runnable handler) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> type = Class.forName("sun.misc.SignalHandler");
        Object proxy =
                Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> {
                    if (method.getName().equals("handle")) {
                        handler.run();
                        return null;
                    }
                    return ofObject(self, method, args);
                });
        Method handle = signal.getMethod("handle", signal, type);
        handle.invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    }

    /** Signal keeps handlers in a hash table. */
    private static Object ofObject(Object self, Method method, Object[] args) {
        return switch (method.getName()) {
            case "equals" -> self == args[0];
            case "hashCode" -> System.identityHashCode(self);
            default -> "a handler of " + Signals.class.getName();
        };
    }
}
