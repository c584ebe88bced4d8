package dev.loopline.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommentsTest {
    @Test
    void leavesNothingThatJavadocOrJavacWouldRead() {
        assertThat(Comments.javadoc(" <b> & @see {@link X} */ \\u002a/ 1/2 "))
                .isEqualTo("&lt;b&gt; &amp; &#64;see {&#64;link X} *&#47; &#92;u002a/ 1/2");
    }

    @Test
    void keepsLinesAndMakesParagraphsOfEmptyOnes() {
        assertThat(Comments.javadoc("One.\n  Two.\n\n \n Three.\r\n\r\n Four.\n"))
                .isEqualTo("One.\nTwo.\n\n<p>Three.\n\n<p>Four.");
    }

    @Test
    void replacesControlCharacters() {
        assertThat(Comments.javadoc(" a\u0000b\u001bc\td")).isEqualTo("a b c d");
    }

    @Test
    void dropsTheSecondAsteriskOfADocComment() {
        assertThat(Comments.javadoc("* Renders. ")).isEqualTo("Renders.");
    }

    @Test
    void isEmptyForACommentOfSpaces() {
        assertThat(Comments.javadoc(" \n \n")).isEmpty();
    }
}
