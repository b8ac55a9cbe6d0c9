/** A fault that a person can mend: its message is one sentence that says how, and is all that is printed. */
export class StartFault extends Error {
  override readonly name = 'StartFault';
}
