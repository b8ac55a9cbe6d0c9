import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';

/** What a tracer provider needs to know: who speaks, and where spans go (an OTLP/HTTP base address). */
export interface TelemetryOptions {
  readonly endpoint: string;
  readonly resource: Readonly<Record<string, string>>;
}

/** Creates a provider that exports every span by OTLP/HTTP in batches, at most half a second late. */
export function createTracerProvider({ endpoint, resource }: TelemetryOptions): TracerProvider {
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, timeoutMillis: 2000 });
  return new TracerProvider({
    resource: resourceFromAttributes(resource),
    spanProcessors: [new BatchSpanProcessor({ exporter, scheduledDelayMillis: 500, exportTimeoutMillis: 2000 })],
  });
}
