import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Question, QuestionsSnapshot } from '../../electron/contract/questions.ts';
import { useEngine } from './engine.ts';
import { keys } from './keys.ts';

/** What the engine wants to know, the oldest first. */
export function useQuestions(): readonly Question[] {
  return useQuery<QuestionsSnapshot>({ queryKey: keys.questions, queryFn: skipToken }).data?.questions ?? [];
}

/** Mounted once, by the frame: the engine asks only while somebody watches. */
export function useQuestionFeed(): void {
  const { client } = useEngine();
  const queries = useQueryClient();
  useEffect(() => {
    const feed = client.questions.watch.subscribe(undefined, {
      onData: (data) => void queries.setQueryData<QuestionsSnapshot>(keys.questions, data),
    });
    return () => feed.unsubscribe();
  }, [client, queries]);
}
