import org.jspecify.annotations.NullMarked;

/** What tests of programs that use Loopline need: bad conditions on demand, and servers and clients that clean up. */
@NullMarked
module dev.loopline.test {
    requires transitive dev.loopline;
    requires static transitive org.jspecify;
    requires static transitive org.junit.jupiter.api;
    requires org.slf4j;

    exports dev.loopline.test;
}
