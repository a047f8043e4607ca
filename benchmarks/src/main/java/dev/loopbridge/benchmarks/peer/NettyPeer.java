package dev.loopbridge.benchmarks.peer;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Netty's loops. */
final class NettyPeer implements TimedPeer {
    private final EventLoop loop;

    private NettyPeer(EventLoop loop) {
        this.loop = loop;
    }

    static NettyPeer nio() {
        return new NettyPeer(new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()).next());
    }

    static NettyPeer plain() {
        return new NettyPeer(new DefaultEventLoop());
    }

    @Override
    public void execute(Runnable task) {
        loop.execute(task);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // it is returned
    public Object schedule(Runnable task, long delayNanos) {
        return loop.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void cancel(Object handle) {
        var unused = ((Future<?>) handle).cancel(false);
    }

    @Override
    public void close() {
        var unused = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
