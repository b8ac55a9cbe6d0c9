import type { Order } from '@grocer/contracts/checkout';
import { stepsOf } from '../domain/order-progress.ts';
import { formatSecond } from '../domain/slots.ts';
import { Icon } from './icon.tsx';

const states = { done: 'Done: ', current: 'Now: ', ahead: 'Still to come: ' };

/** The way of an order, with the time of each step that it has taken. */
export function OrderSteps({ order }: { order: Order }) {
  return (
    <ol class="steps">
      {stepsOf(order).map(({ status, title, at, state }) => (
        <li
          key={status}
          class={`step step-${state} step-${status}`}
          aria-current={state === 'current' ? 'step' : undefined}
        >
          <span class="step-mark">{state === 'done' && <Icon name="done" />}</span>
          <span class="step-title">
            <span class="hidden">{states[state]}</span>
            {title}
          </span>
          {at && <time dateTime={at}>{formatSecond(at)}</time>}
        </li>
      ))}
    </ol>
  );
}
