import { type TestCard, testCards } from '../domain/test-cards.ts';

interface Props {
  readonly chosen: TestCard;
  readonly choose: (card: TestCard) => void;
}

export function CardChoice({ chosen, choose }: Props) {
  return (
    <fieldset class="panel" id="cards">
      <legend>Card</legend>
      <p class="quiet">Test cards: no real money moves.</p>
      <div class="cards">
        {testCards.map(({ method, name, note }) => (
          <label key={method} class="option">
            <input type="radio" name="card" checked={method === chosen} onChange={() => choose(method)} />
            <span>
              <strong>{name}</strong>
              <span class="option-note">{note}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
