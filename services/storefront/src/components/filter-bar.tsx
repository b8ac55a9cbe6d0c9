import { dietaryTags } from '@grocer/contracts/catalogue';
import { wordsOf } from '../domain/products.ts';
import { navigate, place } from '../navigation.ts';

interface Props {
  /** The orders on offer; the first is the catalogue's own, and stands in no address. */
  readonly sorts: Readonly<Record<string, string>>;
}

/** Narrows and orders a list of products; what is chosen stands in the page's address. */
export function FilterBar({ sorts }: Props) {
  const { path, query } = place.value;
  const choose = (name: string, value: string) => {
    const next = new URLSearchParams(query);
    if (value === '') next.delete(name);
    else next.set(name, value);
    navigate(next.size > 0 ? `${path}?${next}` : path, { replace: true });
  };
  const diets = Object.fromEntries(dietaryTags.map((tag) => [tag, wordsOf(tag)]));
  const [[, defaultSort = ''] = [], ...otherSorts] = Object.entries(sorts);
  return (
    <form class="filters" aria-label="Narrow the list" onSubmit={(event) => event.preventDefault()}>
      <Choice label="Diet" name="dietary" options={{ '': 'Any', ...diets }} choose={choose} />
      <Choice
        label="Sort by"
        name="sort"
        options={{ '': defaultSort, ...Object.fromEntries(otherSorts) }}
        choose={choose}
      />
      <label class="tick">
        <input
          type="checkbox"
          checked={query.get('availability') === 'in-stock'}
          onChange={({ currentTarget }) => choose('availability', currentTarget.checked ? 'in-stock' : '')}
        />
        In stock only
      </label>
    </form>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly name: string;
  readonly options: Readonly<Record<string, string>>;
  readonly choose: (name: string, value: string) => void;
}

function Choice({ label, name, options, choose }: ChoiceProps) {
  return (
    <label class="choice">
      <span>{label}</span>
      <select
        value={place.value.query.get(name) ?? ''}
        onChange={({ currentTarget }) => choose(name, currentTarget.value)}
      >
        {Object.entries(options).map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
