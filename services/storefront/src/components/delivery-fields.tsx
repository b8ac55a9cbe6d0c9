import { type DeliveryDraft, postcodePattern } from '../domain/delivery.ts';

interface Props {
  readonly draft: DeliveryDraft;
  readonly change: (draft: DeliveryDraft) => void;
}

export function DeliveryFields({ draft, change }: Props) {
  const field = (name: keyof DeliveryDraft) => ({
    name,
    value: draft[name],
    onInput: ({ currentTarget }: InputEvent & { readonly currentTarget: HTMLInputElement }) =>
      change({ ...draft, [name]: currentTarget.value }),
  });
  return (
    <fieldset class="panel">
      <legend>Where to</legend>
      <label class="field">
        Address
        <input {...field('line1')} required maxLength={120} autoComplete="address-line1" />
      </label>
      <label class="field">
        <span>
          Flat, building <span class="quiet">(if any)</span>
        </span>
        <input {...field('line2')} maxLength={120} autoComplete="address-line2" />
      </label>
      <div class="field-row">
        <label class="field">
          Town or city
          <input {...field('city')} required maxLength={80} autoComplete="address-level2" />
        </label>
        <label class="field">
          Postcode
          <input
            {...field('postcode')}
            required
            pattern={postcodePattern}
            maxLength={8}
            autoComplete="postal-code"
            autoCapitalize="characters"
            aria-describedby="postcode-hint"
            title="A UK postcode, such as E1 6SA"
          />
        </label>
      </div>
      <p id="postcode-hint" class="quiet">
        We deliver in London: E, EC, N, NW, SE, SW, W and WC.
      </p>
    </fieldset>
  );
}
