import { z } from 'zod';

/** Something that only a person knows. */
export type QuestionSubject =
  | { readonly kind: 'key-passphrase'; readonly path: string }
  | { readonly kind: 'sudo-password'; readonly dir: string; readonly node: string; readonly user: string };

/**
 * `asked`: somebody waits for the answer. `declined`: nobody would or could answer, and it is not asked again until a person
 * wants to.
 */
export interface Question {
  readonly id: string;
  readonly subject: QuestionSubject;
  readonly state: 'asked' | 'declined';
  /** Answers so far that were not right: 0 to 3. */
  readonly wrong: number;
}

export interface QuestionsSnapshot {
  readonly revision: number;
  /** The oldest first. */
  readonly questions: readonly Question[];
}

const question = z.strictObject({ id: z.string().max(64) });
export const questionSchema = question;

/** sudo reads one line; `everywhere`: it is tried on all nodes of the plan. */
export const questionAnswerSchema = question.extend({
  text: z
    .string()
    .min(1)
    .max(1024)
    .regex(/^[^\r\n\0]*$/),
  everywhere: z.boolean(),
});
export type QuestionAnswer = z.output<typeof questionAnswerSchema>;

/** Questions of the engine to whoever watches. Answers stay in the engine's memory and end with it. */
export interface QuestionService {
  watch(signal: AbortSignal): AsyncIterable<QuestionsSnapshot>;
  /** A question that was answered meanwhile is passed over in silence, here and below. */
  answer(input: QuestionAnswer): Promise<void>;
  decline(input: { readonly id: string }): Promise<void>;
  /** What was declined is asked again when it is next needed. */
  reopen(input: { readonly id: string }): Promise<void>;
}
