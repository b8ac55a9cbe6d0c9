import { announcement } from '../state/announcement.ts';

export function LiveRegion() {
  return (
    <p class="hidden" role="status" aria-live="polite">
      {announcement.value}
    </p>
  );
}
