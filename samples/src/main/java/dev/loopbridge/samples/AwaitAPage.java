package dev.loopbridge.samples;

import static dev.loopbridge.loop.Await.await;

import com.sun.net.httpserver.HttpServer;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.reactor.LoopMono;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** The README's first lines, against a server of its own. Prints: hello */
public final class AwaitAPage {
    private AwaitAPage() {}

    /** Serves a page and fetches it. No arguments. */
    public static void main(String[] args) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = "hello".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            fetch(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
        } finally {
            server.stop(0);
        }
    }

    private static void fetch(URI uri) {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(uri).build();
        Mono<String> page = LoopMono.run(() -> {
            HttpResponse<String> response = await(client.sendAsync(request, BodyHandlers.ofString()));
            await(Tasks.sleep(Duration.ofMillis(10)));
            return response.body();
        });
        page.timeout(Duration.ofSeconds(2)).subscribe(System.out::println);
    }
}
