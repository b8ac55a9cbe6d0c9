import type { Slot } from '@grocer/contracts/checkout';
import { useState } from 'preact/hooks';
import { formatFee, formatWindow, groupByDay } from '../domain/slots.ts';
import type { SlotChoice } from '../state/slot-choice.ts';
import { Loading } from './loading.tsx';

interface Props {
  /** Undefined until the postcode is whole. */
  readonly postcode: string | undefined;
  readonly choice: SlotChoice;
}

export function SlotPicker({ postcode, choice: { slots, reload, chosen, choose } }: Props) {
  return (
    <fieldset class="panel" id="slots">
      <legend>When</legend>
      {postcode === undefined ? (
        <p class="quiet">Your postcode tells us which slots there are.</p>
      ) : (
        <Loading loaded={slots} reload={reload} waiting="Looking for slots">
          {(offered) =>
            offered.length === 0 ? (
              <p role="status">We do not deliver to {postcode} yet.</p>
            ) : (
              <Days offered={offered} chosen={chosen} choose={choose} />
            )
          }
        </Loading>
      )}
    </fieldset>
  );
}

interface DaysProps extends Pick<SlotChoice, 'chosen' | 'choose'> {
  readonly offered: readonly Slot[];
}

function Days({ offered, chosen, choose }: DaysProps) {
  const days = groupByDay(offered);
  const [picked, pick] = useState<string>();
  const shown = days.find(({ day }) => day === picked) ?? days[0];
  return (
    <>
      <fieldset class="options days">
        <legend class="hidden">Day</legend>
        {days.map(({ day, weekday, date }) => (
          <label key={day} class="option">
            <input type="radio" name="day" checked={day === shown?.day} onChange={() => pick(day)} />
            <span>
              <strong>{weekday}</strong> {date}
            </span>
          </label>
        ))}
      </fieldset>
      <fieldset class="options slots">
        <legend class="hidden">Time on {shown?.day}</legend>
        {shown?.slots.map((slot) => (
          <SlotOption key={slot.id} slot={slot} checked={slot.id === chosen?.id} choose={choose} />
        ))}
      </fieldset>
    </>
  );
}

interface SlotOptionProps extends Pick<SlotChoice, 'choose'> {
  readonly slot: Slot;
  readonly checked: boolean;
}

const fewPlaces = 5;

function SlotOption({ slot, checked, choose }: SlotOptionProps) {
  const { capacityLeft } = slot;
  const full = capacityLeft === 0;
  return (
    <label class="option">
      <input type="radio" name="slot" required disabled={full} checked={checked} onChange={() => choose(slot)} />
      <span>
        <strong>{formatWindow(slot)}</strong>
        <span class="option-note">{full ? 'Full' : formatFee(slot.fee)}</span>
        {!full && capacityLeft <= fewPlaces && <span class="option-note few">{capacityLeft} left</span>}
      </span>
    </label>
  );
}
