import type {
  ReadTelegram,
  TelegramAcknowledgement,
  TelegramError,
  TelegramHeader,
  TelegramMessage,
  TelegramRequest,
} from '@grocer/contracts/telegrams';

/** A telegram of ours that has its number. */
export interface Numbered {
  readonly sequence: number;
  readonly message: TelegramMessage;
}

/** A telegram of the appliance's that is to be journalled: what it says, or the error that refuses it. */
export interface Incoming {
  readonly header: TelegramHeader;
  readonly content: TelegramMessage | '01' | '02';
}

/** What happens to a session. */
export type Input =
  | { readonly type: 'heard'; readonly telegram: ReadTelegram }
  | { readonly type: 'tick' }
  /** There may be new telegrams in the journal. */
  | { readonly type: 'queued' }
  /** The journal has done `record`, with the answer it came to. */
  | { readonly type: 'recorded'; readonly header: TelegramHeader; readonly answer: TelegramError }
  /** The journal has done `number`; without a telegram none was waiting. */
  | { readonly type: 'numbered'; readonly telegram?: Numbered | undefined }
  /** The journal has done `renumber`. */
  | { readonly type: 'renumbered' }
  /** Finish what is under way, begin nothing new, then close. */
  | { readonly type: 'drain' };

/** What the journal is asked for; strictly one after the other, in the order asked. */
export type JournalEffect =
  | { readonly type: 'record'; readonly incoming: Incoming }
  /** Our outstanding telegram is settled; the error is undefined where the answer was lost. */
  | { readonly type: 'settle'; readonly error: TelegramError | undefined }
  /** Give the oldest waiting telegram this number. */
  | { readonly type: 'number'; readonly sequence: number }
  /** The last number sent is this one, and so is that of the outstanding telegram, if there is one. */
  | { readonly type: 'renumber'; readonly sent: number };

/** What a session wants done. All but the journal's are done at once. */
export type Effect =
  | JournalEffect
  | { readonly type: 'request'; readonly request: TelegramRequest }
  | { readonly type: 'acknowledge'; readonly acknowledgement: TelegramAcknowledgement }
  | { readonly type: 'up' }
  /** Something that a person has to look at. */
  | { readonly type: 'incident'; readonly what: string }
  | { readonly type: 'close'; readonly reason: string };
