import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';

/** Bad values of one part of a request, each with its place (contracts §3, "Bad values"). */
export class BadRequest extends Error {
  override readonly name = 'BadRequest';
  readonly errors: readonly ({ pointer: string; detail: string } | { parameter: string; detail: string })[];

  constructor(errors: BadRequest['errors']) {
    super('the request has bad values, see errors');
    this.errors = errors;
  }
}

/**
 * Compiles a schema once per route. Path, query and header values arrive as text, in which numbers are read; a body is taken
 * as it is, so that `"1"` is no quantity.
 */
export const compileValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const validator = Compile(schema);
  const isText = httpPart !== 'body';
  const numeric = isText ? numericProperties(schema) : [];
  return (value: unknown) => {
    const converted = numeric.length > 0 ? readNumbers(value, numeric) : value;
    if (validator.Check(converted)) return { value: converted };
    const faults = validator.Errors(converted).filter(({ keyword }) => keyword !== 'boolean');
    return { error: new BadRequest(dedupe(faults.flatMap((fault) => placesOf(fault, isText)))) };
  };
};

function numericProperties(schema: TSchema & { properties?: Record<string, { type?: unknown }> }): string[] {
  const properties = Object.entries(schema.properties ?? {});
  return properties.filter(([, { type }]) => type === 'integer' || type === 'number').map(([name]) => name);
}

/** Text that is not quite a number stays text, and fails: nothing is rounded or guessed. */
function readNumbers(values: unknown, numeric: readonly string[]): unknown {
  const read: Record<string, unknown> = { ...Object(values) };
  for (const name of numeric) {
    const text = read[name];
    if (typeof text === 'string' && /^-?\d+(\.\d+)?$/.test(text)) read[name] = Number(text);
  }
  return read;
}

type Fault = ReturnType<ReturnType<typeof Compile>['Errors']>[number];

function placesOf(fault: Fault, isText: boolean): BadRequest['errors'][number][] {
  const paths =
    fault.keyword === 'additionalProperties'
      ? fault.params.additionalProperties.map((name) => `${fault.instancePath}/${name}`)
      : fault.keyword === 'required'
        ? fault.params.requiredProperties.map((name) => `${fault.instancePath}/${name}`)
        : [fault.instancePath];
  const detail =
    fault.keyword === 'additionalProperties'
      ? 'is not known'
      : fault.keyword === 'required'
        ? 'is missing'
        : fault.message;
  return paths.map((path) =>
    isText ? { parameter: path.split('/')[1] ?? '', detail } : { pointer: `#${path}`, detail },
  );
}

function dedupe(errors: BadRequest['errors'][number][]): BadRequest['errors'][number][] {
  return [...new Map(errors.map((error) => [JSON.stringify(error), error])).values()];
}
