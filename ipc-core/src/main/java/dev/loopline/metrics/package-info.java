/** What Loopline measures, by Micrometer. The only package that sees it. */
package dev.loopline.metrics;
