package dev.loopbridge.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.EventLoop;
import io.micrometer.context.ContextRegistry;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import reactor.blockhound.BlockHound;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** A user's module on this one, compiled and run in a JVM of its own, with each optional library and without. */
class ModulePathTest {
    private static final List<Class<?>> NEEDS = List.of(EventLoop.class, LoopMono.class, Flux.class, Publisher.class);

    @TempDir
    Path folder;

    private static Path place(Class<?> type) {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
    }

    private static String pathOf(Stream<Path> places) {
        return places.map(Path::toString).collect(Collectors.joining(System.getProperty("path.separator")));
    }

    private Path compile(String requires, String main) throws IOException {
        Path source = Files.createDirectories(folder.resolve("source/user"));
        Path moduleInfo =
                Files.writeString(source.resolveSibling("module-info.java"), "module user { " + requires + " }");
        Path mainClass = Files.writeString(source.resolve("Main.java"), """
                package user;

                public class Main {
                    public static void main(String[] arguments) throws Exception {
                        %s
                    }
                }
                """.formatted(main));
        Path classes = Files.createDirectories(folder.resolve("classes"));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        Stream<Path> needs = Stream.concat(NEEDS.stream(), Stream.of(Nullable.class, BlockHound.class))
                .map(ModulePathTest::place);
        boolean compiled = compiler.getTask(
                        said,
                        null,
                        null,
                        List.of("-d", classes.toString(), "-p", pathOf(needs)),
                        null,
                        compiler.getStandardFileManager(null, null, null).getJavaFileObjects(moduleInfo, mainClass))
                .call();
        assertThat(compiled).as(said.toString()).isTrue();
        return classes;
    }

    private static String run(Path user, List<String> options, Class<?>... others) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-p");
        command.add(pathOf(Stream.concat(
                Stream.of(user),
                Stream.concat(NEEDS.stream(), Stream.of(others)).map(ModulePathTest::place))));
        command.addAll(List.of("-m", "user/user.Main"));
        Process jvm = new ProcessBuilder(command).redirectErrorStream(true).start();
        jvm.getOutputStream().close();
        String printed = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jvm.waitFor(25, TimeUnit.SECONDS)).isTrue();
        return printed.strip();
    }

    /** Its name as a module, and where it is. */
    record Optional(String module, Class<?> type) {
        @Override
        public String toString() {
            return module;
        }
    }

    static Stream<Optional> optionals() {
        return Stream.of(
                new Optional("org.jspecify", Nullable.class),
                new Optional("reactor.blockhound", BlockHound.class),
                new Optional("reactor.test", StepVerifier.class),
                new Optional("context.propagation", ContextRegistry.class));
    }

    private Path user() throws IOException {
        return compile(
                "requires dev.loopbridge.reactor;",
                "System.out.println(dev.loopbridge.reactor.LoopMono.run(() -> \"ran\").block());");
    }

    @Test
    void module_withoutAnyOptional_runs() throws Exception {
        assertThat(run(user(), List.of())).isEqualTo("ran");
    }

    @ParameterizedTest
    @MethodSource("optionals")
    void module_withAnOptionalAndWithout_runs(Optional optional) throws Exception {
        Path user = user();

        assertThat(run(user, List.of(), optional.type())).isEqualTo("ran");
        assertThat(run(user, List.of("--add-modules", optional.module()), optional.type()))
                .isEqualTo("ran");
    }
}
