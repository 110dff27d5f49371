import type { Question, QuestionSubject } from '../../electron/contract/questions.ts';

export const questions = {
  title: (subject: QuestionSubject): string => {
    switch (subject.kind) {
      case 'key-passphrase':
        return 'What is the passphrase of your key?';
      case 'sudo-password':
        return `What is the password of ${subject.user}?`;
    }
  },
  lead: (subject: QuestionSubject): string => {
    switch (subject.kind) {
      case 'key-passphrase':
        return `The plan lets you in with ${subject.path}, and that key is encrypted.`;
      case 'sudo-password':
        return `${subject.node} asks for it before the login may become root.`;
    }
  },
  field: { 'key-passphrase': 'Passphrase', 'sudo-password': 'Password' } satisfies Record<QuestionSubject['kind'], string>,
  kept: 'It is kept in memory until Slipway ends, and written nowhere.',
  everywhere: 'Try it on the other nodes of this cluster too',
  wrong: ({ wrong }: Question) => (wrong === 1 ? 'That was not it. Two tries are left.' : 'That was not it. One try is left.'),
  answer: 'Go on',
  declined: {
    title: (subject: QuestionSubject): string => {
      switch (subject.kind) {
        case 'key-passphrase':
          return 'Your key is locked';
        case 'sudo-password':
          return `${subject.node} still wants a password`;
      }
    },
    text: ({ subject, wrong }: Question): string => {
      const why = wrong >= 3 ? 'Three answers were wrong.' : 'The question was left open.';
      switch (subject.kind) {
        case 'key-passphrase':
          return `${why} Without ${subject.path}, Slipway cannot log in.`;
        case 'sudo-password':
          return `${why} Nothing can be done as root there.`;
      }
    },
    again: 'Ask me again',
  },
};
