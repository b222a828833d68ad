package dev.reprise.cli.web;

import dev.reprise.tls.session.KeyRole;
import java.util.List;
import java.util.Locale;

/**
 * Draw inline SVG. Drawings stretch to the page's width and hold no text, which would stretch with them; what they show is in
 * words beside them and in their label.
 */
final class Charts {
    private static final int HEIGHT = 100;
    private static final long SHORTEST_SECONDS = 60;
    /** Of a key's line of 1000: what a new key's begin takes, to be seen on a phone. */
    private static final double NARROWEST = 12;

    private Charts() {}

    /** Draw handshakes over time, a bar a slice, stacked by how they ended. */
    static void handshakes(Html html, Figures.Snapshot figures) {
        long most = 1;
        for (var slice : figures.slices()) {
            most = Math.max(most, slice.all());
        }
        html.raw("<figure><svg class=\"bars\" role=\"img\" preserveAspectRatio=\"none\" viewBox=\"0 0 "
                        + Figures.SLICES * 10 + " " + HEIGHT + "\" aria-label=\"")
                .text("Handshakes in slices of " + Figures.SLICE_SECONDS + " seconds over the last "
                        + Words.time((long) Figures.SLICES * Figures.SLICE_SECONDS) + ", at most " + most + " in one")
                .raw("\">");
        int left = 0;
        for (var slice : figures.slices()) {
            double top = HEIGHT;
            for (var ending : Ending.values()) {
                double height = (double) HEIGHT * slice.of(ending) / most;
                top -= height;
                if (height > 0) {
                    rectangle(html, ending.word(), left + 1, top, 8, height);
                }
            }
            left += 10;
        }
        html.raw("</svg>");
        axis(html, Words.time((long) Figures.SLICES * Figures.SLICE_SECONDS) + " ago", "now");
        html.raw("<figcaption>")
                .text("Handshakes in each " + Figures.SLICE_SECONDS + " seconds; the tallest bar is " + most + ".")
                .raw("</figcaption></figure>");
    }

    /** Draw the lives of keys, a line a key. */
    static void keys(Html html, List<KeyHistory.Life> keys, long now) {
        long begin = now - SHORTEST_SECONDS;
        for (var key : keys) {
            begin = Math.min(begin, key.spans().getFirst().from());
        }
        double perSecond = 1000.0 / Math.max(1, now - begin);
        html.raw("<figure class=\"keys\">");
        for (var key : keys) {
            var words = Words.revision(key.revision()) + " is " + key.latest().role() + ", " + Words.time(key.age())
                    + " old";
            html.raw("<div class=\"key\"><p>")
                    .element("code", "", Words.revision(key.revision()))
                    .raw(" <span class=\"role " + key.latest().role() + "\">")
                    .text(key.latest().role().toString())
                    .raw("</span> ")
                    .text(Words.time(key.age()) + " old")
                    .raw("</p><svg class=\"line\" role=\"img\" preserveAspectRatio=\"none\" viewBox=\"0 0 1000 10\""
                            + " aria-label=\"")
                    .text("The life of key " + words)
                    .raw("\"><rect class=\"ground\" x=\"0\" y=\"4.5\" width=\"1000\" height=\"1\"/>");
            for (var span : key.spans()) {
                double from = Math.min(1000 - NARROWEST, (span.from() - begin) * perSecond);
                double until = (span.until() - begin) * perSecond;
                rectangle(html, span.role().toString(), from, 0, Math.max(NARROWEST, until - from), 10);
            }
            html.raw("</svg></div>");
        }
        axis(html, Words.time(now - begin) + " ago", "now");
        html.raw("<figcaption>");
        for (var role : KeyRole.values()) {
            html.raw("<span class=\"legend\"><span class=\"swatch " + role + "\"></span>" + role + "</span> ");
        }
        html.raw("</figcaption></figure>");
    }

    private static void rectangle(Html html, String word, double x, double y, double width, double height) {
        html.raw(String.format(
                Locale.ROOT,
                "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
                word,
                x,
                y,
                width,
                height));
    }

    private static void axis(Html html, String left, String right) {
        html.raw("<div class=\"axis\">")
                .element("span", "", left)
                .element("span", "", right)
                .raw("</div>");
    }
}
