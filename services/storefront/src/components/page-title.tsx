import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { hasMoved } from '../navigation.ts';

interface Props {
  /** The document's title, and the heading's unless it has children of its own. */
  readonly title: string;
  readonly children?: ComponentChildren;
}

/** A page's one first heading: names the document, and takes the focus when the customer moved here. */
export function PageTitle({ title, children = title }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = title === 'Grocer' ? title : `${title} · Grocer`;
  }, [title]);
  useEffect(() => {
    if (hasMoved) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}
