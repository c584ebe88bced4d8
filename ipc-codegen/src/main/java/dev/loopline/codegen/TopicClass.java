package dev.loopline.codegen;

import static javax.lang.model.element.Modifier.FINAL;
import static javax.lang.model.element.Modifier.PRIVATE;
import static javax.lang.model.element.Modifier.PUBLIC;
import static javax.lang.model.element.Modifier.STATIC;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** The Java of a class that makes the topics of one message. */
final class TopicClass {
    private TopicClass() {}

    static TypeSpec of(Topic topic) {
        TypeSpec.Builder type = TypeSpec.classBuilder(topic.className())
                .addModifiers(PUBLIC, FINAL)
                .addJavadoc(
                        topic.parameters().isEmpty()
                                ? "The topic {@code $L}, whose events are {@link $T}.\n"
                                : "The topics {@code $L}, whose events are {@link $T}.\n",
                        topic.path().text(),
                        topic.message())
                .addJavadoc(kept(topic))
                .addJavadoc("\n<p><b>Threading:</b> any thread.\n")
                .addJavadoc(Deprecation.tag(topic))
                .addAnnotations(Deprecation.annotations(topic))
                .addMethod(MethodSpec.constructorBuilder().addModifiers(PRIVATE).build());
        if (topic.parameters().isEmpty()) {
            return type.addField(constant(topic)).build();
        }
        type.addMethod(ofParameters(topic));
        if (topic.isTold()) {
            type.addMethod(ofEvent(topic));
        }
        return type.addMethod(all(topic)).addMethod(named(topic)).build();
    }

    private static CodeBlock kept(Topic topic) {
        String key = topic.key() == null ? "" : topic.key().descriptor().getName();
        if (!topic.isRetained()) {
            return key.isEmpty() ? CodeBlock.of("") : CodeBlock.of("\n<p>The key of an event is {@code $L}.\n", key);
        }
        if (key.isEmpty()) {
            return CodeBlock.of(
                    "\n<p>The hub keeps the last event$L.\n", topic.parameters().isEmpty() ? "" : " of each");
        }
        return CodeBlock.of("\n<p>The hub keeps the last event of each {@code $L}, which is its key.\n", key);
    }

    private static FieldSpec constant(Topic topic) {
        // A message may have the name of the constant, which would hide it.
        String name = Names.ofConstants(
                        Set.of(topic.message().topLevelClassName().simpleName()))
                .claimConstant("topic");
        return FieldSpec.builder(topicType(topic), name, PUBLIC, STATIC, FINAL)
                .addJavadoc("The topic {@code $L}.\n", topic.path().text())
                .initializer(
                        "$>$>$L$<$<",
                        make(topic, CodeBlock.of("$S", topic.path().text())))
                .build();
    }

    private static MethodSpec ofParameters(Topic topic) {
        MethodSpec.Builder method = MethodSpec.methodBuilder("of")
                .addModifiers(PUBLIC, STATIC)
                .addJavadoc("Makes the topic {@code $L}.\n\n", topic.path().text())
                .returns(topicType(topic));
        for (TopicParameter parameter : topic.parameters()) {
            method.addParameter(parameter.type(), parameter.name());
            method.addJavadoc(
                    parameter.type().isPrimitive()
                            ? "@param $L one level of the name, in decimal\n"
                            : "@param $L one level of the name: one or more of {@code [A-Za-z0-9_-]}\n",
                    parameter.name());
        }
        return method.addJavadoc("@return the topic\n")
                .addJavadoc(refuses(topic))
                .addStatement("return topic($L)", name(topic))
                .build();
    }

    private static MethodSpec ofEvent(Topic topic) {
        List<CodeBlock> values = topic.parameters().stream()
                .map(parameter -> Objects.requireNonNull(parameter.field()).valueIn("event"))
                .toList();
        return MethodSpec.methodBuilder("of")
                .addModifiers(PUBLIC, STATIC)
                .addJavadoc("""
                        Makes the topic of an event from its fields.

                        @param event gives the parameters; it is not published by this
                        @return the topic
                        """)
                .addJavadoc(refuses(topic))
                .returns(topicType(topic))
                .addParameter(topic.message(), "event")
                .addStatement("return of($L)", CodeBlock.join(values, ",$W"))
                .build();
    }

    private static CodeBlock refuses(Topic topic) {
        return topic.parameters().stream()
                        .allMatch(parameter -> parameter.type().isPrimitive())
                ? CodeBlock.of("")
                : CodeBlock.of(
                        "@throws $T if a value is not one level of a name, or the name is too long\n",
                        IllegalArgumentException.class);
    }

    private static MethodSpec all(Topic topic) {
        return MethodSpec.methodBuilder("all")
                .addModifiers(PUBLIC, STATIC)
                .addJavadoc(
                        "{@return what matches all these topics, {@code $L}}\n",
                        topic.path().pattern())
                .returns(ParameterizedTypeName.get(Api.TOPIC_PATTERN, topic.message()))
                .addStatement(
                        "return $T.of($S, $T.getDefaultInstance())",
                        Api.TOPIC_PATTERN,
                        topic.path().pattern(),
                        topic.message())
                .build();
    }

    private static MethodSpec named(Topic topic) {
        String name = Topic.namesOfParameters(topic.message()).claimParameter("name");
        return MethodSpec.methodBuilder("topic")
                .addModifiers(PRIVATE, STATIC)
                .returns(topicType(topic))
                .addParameter(String.class, name)
                .addStatement("return $L", make(topic, CodeBlock.of("$N", name)))
                .build();
    }

    private static CodeBlock make(Topic topic, CodeBlock name) {
        CodeBlock.Builder made =
                CodeBlock.builder().add("$T.of($L, $T.getDefaultInstance())", Api.TOPIC, name, topic.message());
        if (topic.isRetained()) {
            made.add("\n.retained()");
        }
        EventField key = topic.key();
        if (key != null && key.isString()) {
            made.add("\n.keyedBy($T::$L)", topic.message(), key.getter());
        } else if (key != null) {
            made.add("\n.keyedBy(event -> $L)", key.textOf(key.valueIn("event")));
        }
        return made.build();
    }

    /** {@return an expression: texts and levels joined by dots} */
    private static CodeBlock name(Topic topic) {
        List<CodeBlock> parts = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        Iterator<TopicParameter> parameters = topic.parameters().iterator();
        for (TopicPath.Level level : topic.path().levels()) {
            if (level.isParameter()) {
                if (!text.isEmpty()) {
                    parts.add(CodeBlock.of("$S", text.toString()));
                }
                parts.add(parameters.next().level());
                text.setLength(0);
            } else {
                text.append(level.text());
            }
            text.append('.');
        }
        text.setLength(text.length() - 1);
        if (!text.isEmpty()) {
            parts.add(CodeBlock.of("$S", text.toString()));
        }
        return CodeBlock.join(parts, "$W+ ");
    }

    private static TypeName topicType(Topic topic) {
        return ParameterizedTypeName.get(Api.TOPIC, topic.message());
    }
}
