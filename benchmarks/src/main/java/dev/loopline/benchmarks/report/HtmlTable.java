package dev.loopline.benchmarks.report;

import java.util.List;

/** A table of the report, which scrolls by itself where the window is too narrow for it. For one thread. */
final class HtmlTable {
    private final Html html;

    /** Begins a table without a head. */
    HtmlTable(Html html, String style) {
        this.html = html;
        html.open("div", "class", "scroll").open("table", "class", style);
    }

    /** Begins a table whose last columns are numbers. */
    HtmlTable(Html html, List<String> texts, List<String> numbers) {
        this(html, "plain");
        html.open("thead").open("tr");
        texts.forEach(this::textHead);
        numbers.forEach(this::numberHead);
        html.close().close().line().open("tbody");
    }

    void textHead(String name) {
        html.element("th", name, "scope", "col");
    }

    void numberHead(String name) {
        html.element("th", name, "scope", "col", "class", "number");
    }

    /** Begins a row with its name. */
    void row(String name) {
        html.open("tr").element("th", name, "scope", "row");
    }

    void text(String text) {
        html.element("td", text);
    }

    void number(String text) {
        html.element("td", text, "class", "number");
    }

    void endRow() {
        html.close().line();
    }

    /** Ends what the constructors began, and the body. */
    void end() {
        html.close().close().close().line();
    }
}
