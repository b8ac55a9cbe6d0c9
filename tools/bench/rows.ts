import { renderTable } from '../table.ts';
import type { Spread } from './statistics.ts';

/** One line of the benchmark's table: a figure of ours, the limit it is held against, and their ratio over the rounds. */
export interface Row {
  readonly what: string;
  readonly unit: string;
  readonly ours?: Spread;
  readonly limit?: Spread;
  readonly ratio?: Spread;
  readonly note?: string;
}

/** Lays the rows out for a terminal: medians, and the ratio with its least and greatest. */
export function renderRows(rows: readonly Row[]): string {
  const head = ['', 'ours', 'limit', 'ratio', '(min … max)', ''];
  return renderTable([head, ...rows.map(lineOf)]);
}

function lineOf({ what, unit, ours, limit, ratio, note }: Row): string[] {
  const figure = (spread: Spread | undefined) => (spread ? `${round(spread.median)} ${unit}` : '');
  const range = ratio ? `(${digits(ratio.min)} … ${digits(ratio.max)})` : '';
  return [what, figure(ours), figure(limit), ratio ? digits(ratio.median) : '', range, note ?? ''];
}

function round(figure: number): string {
  return figure >= 100 ? figure.toFixed(0) : figure.toFixed(1);
}

/** Two significant digits. */
function digits(ratio: number): string {
  return String(Number(ratio.toPrecision(2)));
}
