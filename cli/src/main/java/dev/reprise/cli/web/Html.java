package dev.reprise.cli.web;

import dev.reprise.cli.Text;

/** Write HTML and inline SVG; every text is escaped unless it says that it is markup. */
final class Html {
    private final StringBuilder text = new StringBuilder();

    /** Add markup of ours as it is. */
    Html raw(String markup) {
        text.append(markup);
        return this;
    }

    /** Add text. */
    Html text(String plain) {
        escape(plain);
        return this;
    }

    /** Add an element with text in it. */
    Html element(String name, String attributes, String plain) {
        text.append('<')
                .append(name)
                .append(attributes.isEmpty() ? "" : " ")
                .append(attributes)
                .append('>');
        escape(plain);
        text.append("</").append(name).append('>');
        return this;
    }

    private void escape(String plain) {
        var safe = Text.printable(plain);
        for (int i = 0; i < safe.length(); i++) {
            char c = safe.charAt(i);
            switch (c) {
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                case '&' -> text.append("&amp;");
                case '"' -> text.append("&quot;");
                case '\'' -> text.append("&#39;");
                default -> text.append(c);
            }
        }
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
