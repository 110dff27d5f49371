import { boot } from './boot.ts';
import { burnin } from './burnin.ts';
import { cards } from './cards.ts';
import { cluster } from './cluster.ts';
import { images } from './images.ts';
import { kubernetes } from './kubernetes.ts';
import { materials } from './materials.ts';
import { node } from './node.ts';
import { plan } from './plan.ts';
import { questions } from './questions.ts';
import { shell } from './shell.ts';
import { start } from './start.ts';
import { station } from './station.ts';

/** Every word the page says. A catalogue of another language has the same shape. */
export const t = {
  shell,
  start,
  plan,
  images,
  cards,
  station,
  materials,
  boot,
  kubernetes,
  cluster,
  node,
  burnin,
  questions,
} as const;
