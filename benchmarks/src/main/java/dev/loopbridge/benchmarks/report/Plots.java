package dev.loopbridge.benchmarks.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;

/** Pictures of what was measured. */
final class Plots {
    private static final int WIDTH = 1000;
    private static final int HEIGHT = 500;

    private Plots() {}

    /** A group of bars for each case, a bar for each peer. */
    static void bars(String title, Map<String, Map<String, Cell>> cases, Path file) throws IOException {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .yAxisTitle("ns an item")
                .build();
        chart.getStyler().setYAxisLogarithmic(true).setYAxisMin(powerOfTenBelow(cases));
        List<String> names = new ArrayList<>(cases.keySet());
        Set<String> peers = new LinkedHashSet<>();
        cases.values().forEach(byPeer -> peers.addAll(byPeer.keySet()));
        for (String peer : peers) {
            List<Double> heights = new ArrayList<>();
            for (Map<String, Cell> byPeer : cases.values()) {
                Cell cell = byPeer.get(peer);
                heights.add(cell == null ? Double.NaN : cell.median());
            }
            chart.addSeries(peer, names.stream().map(Plots::label).toList(), heights);
        }
        save(chart, file);
    }

    /** Where bars begin: left to itself, the chart begins them at zero, which a logarithmic axis does not have. */
    private static double powerOfTenBelow(Map<String, Map<String, Cell>> cases) {
        double least = cases.values().stream()
                .flatMap(byPeer -> byPeer.values().stream())
                .mapToDouble(Cell::median)
                .min()
                .orElse(1);
        return Math.pow(10, Math.floor(Math.log10(least)));
    }

    /** An axis must have something to say. */
    private static String label(String name) {
        return name.isEmpty() ? "all" : name;
    }

    /** Both axes logarithmic: what grows in proportion is a straight line. */
    static void curve(String title, String x, String y, double[] xs, double[] ys, Path file) throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(x)
                .yAxisTitle(y)
                .build();
        chart.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(true);
        chart.addSeries(y, xs, ys);
        BitmapEncoder.saveBitmap(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG);
    }

    private static void save(CategoryChart chart, Path file) throws IOException {
        BitmapEncoder.saveBitmap(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG);
    }
}
