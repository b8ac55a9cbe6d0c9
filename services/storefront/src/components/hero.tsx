import type { Department } from '@grocer/contracts/catalogue';
import { PageTitle } from './page-title.tsx';

/** The shop's window. */
export function Hero({ first }: { first: Department | undefined }) {
  return (
    <section class="hero">
      <div class="hero-words">
        <PageTitle title="Grocer">Good food, picked today, at your door when you say.</PageTitle>
        <p>Fresh from our London warehouse, in a slot that suits you.</p>
        {first && (
          <a class="button button-light" href={`/departments/${first.id}`}>
            Start with {first.name.toLowerCase()}
          </a>
        )}
      </div>
      <Crate />
    </section>
  );
}

/** A crate of vegetables, drawn. */
function Crate() {
  return (
    <svg class="crate" viewBox="0 0 360 240" aria-hidden="true" focusable="false">
      <ellipse cx="180" cy="224" rx="150" ry="10" class="crate-shadow" />
      <path class="leaf-dark" d="M92 120c-34-10-42-48-30-70 20 4 44 30 42 66Zm8 0c-8-40 8-74 34-84 12 26 0 66-26 86Z" />
      <path class="leaf-light" d="M96 118c-20-26-14-64 8-84 18 20 18 58 0 86Z" />
      <path class="carrot" d="M150 60c16-6 30 4 32 18l-8 66h-28l-12-62c0-10 6-18 16-22Z" />
      <path class="leaf-light" d="M156 62c-12-12-14-30-6-44 8 8 10 16 10 24 4-10 10-18 20-22 2 14-4 30-16 42Z" />
      <path class="carrot-line" d="M146 88h14m4 16h12m-26 16h12" />
      <circle class="tomato" cx="222" cy="104" r="36" />
      <path class="leaf-dark" d="M222 72l6-12 3 11 13-5-7 12 13 4-14 4-2 12-10-8-11 7 1-12-13-4 14-4-5-11Z" />
      <path class="aubergine" d="M268 74c28-10 46 14 40 42-6 24-30 38-48 30-14-8-10-24-4-36 6-14 2-30 12-36Z" />
      <path class="leaf-dark" d="M284 74c2-14 10-22 22-26l4 8c-8 4-12 10-12 20Z" />
      <path class="lemon" d="M112 110c18-14 46-8 54 12 4 10 0 20-4 28H96c-6-14 0-30 16-40Z" />
      <path class="wood" d="M52 132h256l-12 88H64Z" />
      <path class="wood-line" d="M58 160h244M61 190h236M96 134l6 84m162-84-6 84" />
    </svg>
  );
}
