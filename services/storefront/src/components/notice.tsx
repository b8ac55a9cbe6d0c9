import type { ComponentChildren } from 'preact';
import { Icon } from './icon.tsx';

interface Props {
  readonly tone: 'info' | 'warning' | 'success';
  readonly title: string;
  readonly children?: ComponentChildren;
}

/** A message that matters now. A warning interrupts a screen reader, anything else waits its turn. */
export function Notice({ tone, title, children }: Props) {
  return (
    <div class={`notice notice-${tone}`} role={tone === 'warning' ? 'alert' : 'status'}>
      <Icon name={tone} />
      <div>
        <p class="notice-title">{title}</p>
        {children}
      </div>
    </div>
  );
}
