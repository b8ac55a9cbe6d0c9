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
 * Compiles a schema once per route. Path, query and header values arrive as text and are converted; a body is taken as it is,
 * so that `"1"` is no quantity.
 */
export const compileValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const validator = Compile(schema);
  const isText = httpPart !== 'body';
  return (value: unknown) => {
    const converted = isText ? validator.Convert(value) : value;
    if (validator.Check(converted)) return { value: converted };
    const faults = validator.Errors(converted).filter(({ keyword }) => keyword !== 'boolean');
    return { error: new BadRequest(dedupe(faults.flatMap((fault) => placesOf(fault, isText)))) };
  };
};

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
