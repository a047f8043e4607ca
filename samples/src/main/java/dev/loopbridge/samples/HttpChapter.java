package dev.loopbridge.samples;

import static dev.loopbridge.loop.Await.await;

import com.sun.net.httpserver.HttpServer;
import dev.loopbridge.loop.stream.Generator;
import dev.loopbridge.reactor.LoopFlux;
import dev.loopbridge.rxjava.LoopFlowable;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.stream.Stream;

/** Real input: a server streams lines, a coroutine awaits them, both bridges consume them. */
final class HttpChapter {
    private static final long LINES = 5_000;

    private HttpChapter() {}

    static void tell(Narrator narrator) throws IOException {
        narrator.chapter("Real input over HTTP");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/lines", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (PrintWriter out =
                    new PrintWriter(new OutputStreamWriter(exchange.getResponseBody(), StandardCharsets.UTF_8))) {
                for (long n = 1; n <= LINES; n++) {
                    out.println("line " + n);
                }
            }
        });
        server.start();
        try {
            URI uri = URI.create("http://" + server.getAddress().getAddress().getHostAddress() + ":"
                    + server.getAddress().getPort() + "/lines");
            narrator.expect(
                    "Reactor: lines through a Flux, 32 at a time",
                    LINES,
                    () -> LoopFlux.run(lines(uri))
                            .limitRate(32)
                            .filter(line -> line.startsWith("line "))
                            .count()
                            .block());
            narrator.expect(
                    "RxJava: the same lines through a Flowable",
                    LINES,
                    () -> LoopFlowable.run(lines(uri))
                            .rebatchRequests(32)
                            .filter(line -> line.startsWith("line "))
                            .count()
                            .blockingGet());
        } finally {
            server.stop(0);
        }
    }

    private static Generator<String> lines(URI uri) {
        return out -> {
            HttpRequest request = HttpRequest.newBuilder(uri).build();
            try (Stream<String> body = await(HttpClient.newHttpClient().sendAsync(request, BodyHandlers.ofLines()))
                    .body()) {
                for (Iterator<String> line = body.iterator(); line.hasNext(); ) {
                    out.emit(line.next());
                }
            }
        };
    }
}
