import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { failureTitle } from './loading.tsx';
import { Notice } from './notice.tsx';

interface Props {
  readonly more: () => Promise<void>;
  readonly children: ComponentChildren;
}

/** Fetches the next page of a list, and says why when it does not come. */
export function MoreButton({ more, children }: Props) {
  const [failure, setFailure] = useState<string>();
  const fetchMore = () => {
    setFailure(undefined);
    more().catch((error: unknown) => setFailure(failureTitle(error)));
  };
  return (
    <>
      {failure && <Notice tone="warning" title={failure} />}
      <button type="button" class="button button-quiet more" onClick={fetchMore}>
        {children}
      </button>
    </>
  );
}
