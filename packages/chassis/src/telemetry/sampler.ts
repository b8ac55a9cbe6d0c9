import { type SpanContext, TraceFlags } from '@opentelemetry/api';

/** Whether a new span's trace is recorded; `parent` is the span that caused it, if there is one. */
export type Sampler = (traceId: string, parent: SpanContext | undefined) => boolean;

/**
 * The sampler that OTEL_TRACES_SAMPLER and OTEL_TRACES_SAMPLER_ARG name, by OpenTelemetry's own words for them (Environment
 * Variable Specification). Without a name, or with one that is not known, what its caller has not decided against is recorded.
 */
export function samplerOf(name?: string, argument?: string): Sampler {
  const [isParentBased, root] = /^parentbased_(.*)$/.exec(name ?? '') ?? [];
  const sampler = rootSamplerOf(root ?? name ?? '', argument);
  if (!isParentBased && name !== undefined && /^(always_on|always_off|traceidratio)$/.test(name)) return sampler;
  return (traceId, parent) => (parent ? (parent.traceFlags & TraceFlags.SAMPLED) !== 0 : sampler(traceId, parent));
}

function rootSamplerOf(name: string, argument: string | undefined): Sampler {
  switch (name) {
    case 'always_off':
      return () => false;
    case 'traceidratio':
      return byRatio(Number(argument));
    default:
      return () => true;
  }
}

/** By the trace's id, so that whoever shares the ratio decides alike. A ratio that is none records all. */
function byRatio(ratio: number): Sampler {
  if (!(ratio >= 0 && ratio <= 1)) return () => true;
  const bound = ratio * 2 ** 32;
  return (traceId) => Number.parseInt(traceId.slice(-8), 16) < bound;
}
