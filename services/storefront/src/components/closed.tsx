import { Notice } from './notice.tsx';

/** The whole page, when the shop's own settings cannot be had. */
export function Closed() {
  return (
    <main>
      <h1>Grocer</h1>
      <Notice tone="warning" title="The shop cannot be opened just now.">
        <a href={location.href}>Try again</a>
      </Notice>
    </main>
  );
}
