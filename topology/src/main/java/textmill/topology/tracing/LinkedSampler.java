package textmill.topology.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;

/** Keeps every span that is linked to one that is kept; leaves the others to the sampler that is configured. */
final class LinkedSampler implements Sampler {
    private final Sampler others;

    LinkedSampler(Sampler others) {
        this.others = others;
    }

    @Override
    public SamplingResult shouldSample(
            Context parent, String traceId, String name, SpanKind kind, Attributes attributes, List<LinkData> links) {
        for (LinkData link : links) {
            if (link.getSpanContext().isSampled()) {
                return SamplingResult.recordAndSample();
            }
        }
        return others.shouldSample(parent, traceId, name, kind, attributes, links);
    }

    @Override
    public String getDescription() {
        return "Linked{" + others.getDescription() + "}";
    }
}
