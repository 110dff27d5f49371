/** Two short notes, made on the spot: no file to load. Does nothing where there is no sound. */
export function chime(): void {
  const audio = new AudioContext();
  const notes = [660, 880];
  notes.forEach((pitch, index) => playNote(audio, { pitch, at: audio.currentTime + index * 0.16 }));
  setTimeout(() => void audio.close(), 1000);
}

function playNote(audio: AudioContext, { pitch, at }: { readonly pitch: number; readonly at: number }): void {
  const note = audio.createOscillator();
  const loudness = audio.createGain();
  note.frequency.value = pitch;
  loudness.gain.setValueAtTime(0.12, at);
  loudness.gain.exponentialRampToValueAtTime(0.001, at + 0.15);
  note.connect(loudness).connect(audio.destination);
  note.start(at);
  note.stop(at + 0.16);
}
