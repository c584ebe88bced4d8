package dev.loopline.examples.demo;

/** Where the demo speaks to people while it works. Any thread. */
interface Screen extends AutoCloseable {
    /** Says what people should know at once, as a line of its own. */
    void note(String line);

    /** Shows how far the job is, or not, as this screen sees fit. */
    void show(Standing standing);

    /** Takes what {@link #show} left away; it shows nothing any more. Notes still come through. */
    @Override
    void close();
}
