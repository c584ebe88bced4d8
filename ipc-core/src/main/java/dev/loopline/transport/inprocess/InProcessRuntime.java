package dev.loopline.transport.inprocess;

import static java.util.Objects.requireNonNull;

import dev.loopline.transport.Acceptor;
import dev.loopline.transport.Binding;
import dev.loopline.transport.LimitedLog;
import dev.loopline.transport.TransportOptions;
import dev.loopline.transport.TransportRuntime;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One thread, with the bindings and the connections that it serves. */
final class InProcessRuntime implements TransportRuntime {
    private static final LimitedLog LOG = LimitedLog.named(InProcessRuntime.class.getName());
    private static final AtomicLong CLIENTS = new AtomicLong();
    private static final long ORDERLY_END_MILLIS = 1_000;
    private static final long END_MILLIS = 5_000;

    private final TransportOptions options;
    private final ScheduledThreadPoolExecutor executor;
    private final Scheduler scheduler;
    private final Set<InProcessBinding> bindings = ConcurrentHashMap.newKeySet();
    private final Set<InProcessTransport> connections = ConcurrentHashMap.newKeySet();
    private volatile @Nullable InProcessThread thread; // set before open() returns
    private volatile boolean closed;

    InProcessRuntime(TransportOptions options, @Nullable Scheduler scheduler) {
        this.options = options;
        // What arrives after the end is dropped: its connection is gone.
        this.executor = new ScheduledThreadPoolExecutor(1, this::newThread, new ThreadPoolExecutor.DiscardPolicy());
        this.scheduler = scheduler == null ? new SystemScheduler(executor) : scheduler;
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.prestartCoreThread(); // fails here if there can be no more threads
    }

    private Thread newThread(Runnable work) {
        InProcessThread made = new InProcessThread(work, options.threadName() + "-1");
        thread = made;
        return made;
    }

    TransportOptions options() {
        return options;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    void execute(Runnable task) {
        executor.execute(task);
    }

    void forget(InProcessBinding binding) {
        bindings.remove(binding);
    }

    void forget(InProcessTransport connection) {
        connections.remove(connection);
    }

    @Override
    public Binding bind(SocketAddress address, Acceptor acceptor) throws IOException {
        InProcessAddress name = checked(address);
        if (closed) {
            throw new BindException(name + ": this transport is closed (expected: an open one)");
        }
        InProcessBinding binding = InProcessBinding.make(name, this, acceptor);
        bindings.add(binding);
        if (closed) {
            binding.close();
        }
        return binding;
    }

    @Override
    public CompletableFuture<Void> connect(SocketAddress address, Acceptor acceptor) {
        InProcessAddress name = checked(address);
        CompletableFuture<Void> result = new CompletableFuture<>();
        InProcessBinding binding = InProcessBinding.find(name);
        if (binding == null || closed) {
            result.completeExceptionally(new ConnectException(
                    closed ? name + ": this transport is closed" : name + ": connection refused, nothing is bound"));
            return result;
        }
        InProcessAddress clientAddress = InProcessAddress.ofClient(name, CLIENTS.incrementAndGet());
        InProcessTransport near = InProcessTransport.pair(this, clientAddress, binding);
        if (!add(near) || !binding.runtime().add(near.peer())) {
            forget(near);
            result.completeExceptionally(new ConnectException(name + ": closed meanwhile"));
            return result;
        }
        // As with a socket, the connection is there for the connecting side before the other has accepted it.
        execute(() -> {
            finishConnect(near, acceptor, result);
            binding.runtime().accept(near.peer(), binding.acceptor());
        });
        return result;
    }

    /** Adds nothing once the runtime is closing, so that {@link #close} sees all there are. */
    private synchronized boolean add(InProcessTransport connection) {
        return !closed && connections.add(connection);
    }

    private void accept(InProcessTransport connection, Acceptor acceptor) {
        execute(() -> {
            if (closed || connection.isOver()) {
                connection.end(null);
                return;
            }
            try {
                connection.open(acceptor);
            } catch (Throwable e) {
                LOG.warn("{} breaks: it could not be accepted", connection, e);
            }
        });
    }

    private void finishConnect(InProcessTransport connection, Acceptor acceptor, CompletableFuture<Void> result) {
        if (closed || connection.isOver() || result.isCancelled()) {
            connection.end(null);
            result.completeExceptionally(
                    new ConnectException(connection.remoteAddress() + ": closed before the connection was there"));
            return;
        }
        try {
            connection.open(acceptor);
        } catch (Throwable e) {
            result.completeExceptionally(new IOException(connection + ": the connection was not taken", e));
            return;
        }
        if (!result.complete(null)) {
            connection.abort(); // cancelled meanwhile
        }
    }

    @Override
    public boolean ownsCurrentThread() {
        return Thread.currentThread() == thread;
    }

    @Override
    public void close() {
        if (ownsCurrentThread()) {
            throw new IllegalStateException(
                    "close() on " + Thread.currentThread().getName() + " (expected: a thread that may wait)");
        }
        synchronized (this) {
            closed = true;
        }
        bindings.forEach(InProcessBinding::close);
        connections.forEach(InProcessTransport::close);
        if (!awaitConnections(ORDERLY_END_MILLIS)) {
            connections.forEach(InProcessTransport::abort);
            if (!awaitConnections(END_MILLIS)) {
                LOG.warn("{} connections of {} have not ended; a callback blocks", connections.size(), thread);
            }
        }
        executor.shutdown();
        awaitThread();
    }

    private boolean awaitConnections(long millis) {
        CompletableFuture<?>[] ends =
                connections.stream().map(InProcessTransport::ended).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(ends).get(millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of a connection cannot fail", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void awaitThread() {
        InProcessThread ending = requireNonNull(thread);
        try {
            ending.join(END_MILLIS);
            if (ending.isAlive()) {
                LOG.warn("{} has not ended within {} ms; a callback blocks", ending.getName(), END_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static InProcessAddress checked(SocketAddress address) {
        if (address instanceof InProcessAddress name) {
            return name;
        }
        throw new IllegalArgumentException("address: " + address + " (expected: an in-process address)");
    }
}
