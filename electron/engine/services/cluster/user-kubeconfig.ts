import { openUserKubeconfig, type UserKubeconfig } from '../../cluster/kubeconfig/user-file.ts';
import { kubeconfigDisk } from './kubeconfig-disk.ts';

/** The kubeconfig that kubectl reads for the user who runs this process. */
export const userKubeconfig = (): UserKubeconfig =>
  openUserKubeconfig({ disk: kubeconfigDisk, env: process.env, now: () => new Date() });
