package dev.loopline.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {
    @ParameterizedTest
    @CsvSource({
        "Render, render, RENDER",
        "GetURLFor, getURLFor, GET_URL_FOR",
        "URLFor, urlFor, URL_FOR",
        "URL, url, URL",
        "list_all, listAll, LIST_ALL",
        "__Odd__One__, oddOne, ODD_ONE",
        "Get2D, get2D, GET2_D",
        "class, class_, CLASS",
        "Null, null_, NULL",
        "_, __, __",
        "_9, _9, _9",
        "toString, toString_, TO_STRING",
        "With, with_, WITH"
    })
    void namesTheMethodAndItsConstant(String protoName, String method, String constant) {
        assertThat(Names.ofMethods().claimMethod(protoName)).isEqualTo(method);
        assertThat(Names.ofConstants(List.of()).claimConstant(protoName)).isEqualTo(constant);
    }

    @ParameterizedTest
    @CsvSource({"GetUrl, get_url", "Scan, scan"})
    void givesNoNameTwice(String first, String second) {
        Names names = Names.ofMethods();

        String name = names.claimMethod(first);

        assertThat(names.claimMethod(second)).isEqualTo(name + "_");
        assertThat(names.claimMethod(second)).isEqualTo(name + "__");
    }
}
