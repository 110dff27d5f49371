import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { copyImage, serveHaImages } from './ha-images.ts';
import { labDir } from './lab.ts';

const run = promisify(execFile);
const folder = fileURLToPath(new URL('../fakes/stand-ins', import.meta.url));

/** What kubeadm 1.36 asks for, by what stands in for it. */
const images = {
  ...Object.fromEntries(
    ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kube-proxy'].map((name) => [
      `${name}:v1.36.4`,
      `${name}:v1.20.2`,
    ]),
  ),
  'pause:3.10.2': 'pause:3.2',
  'etcd:3.6.14-0': 'etcd:3.4.13-0',
  'coredns:v1.14.2': 'coredns:1.7.0',
};

async function serveImages(): Promise<string> {
  const { registry } = await serveHaImages();
  const at = (image: string): string => `${registry.replace('http:', 'docker:')}/${image}`;
  for (const [wanted, image] of Object.entries(images)) await copyImage(at(image), at(wanted));
  return registry;
}

/** Puts a package repository of Kubernetes 1.36 at the lab's HTTP server, and the images it asks for into a registry; gives that one's address. */
export async function serveCurrentKubernetes(): Promise<string> {
  const registry = await serveImages();
  await run(join(folder, 'make-repository'), [labDir, join(labDir, 'www/core:/stable:/v1.36/deb')]);
  return registry;
}

/**
 * What the lab must tell a node that a real one need not be told: the package proxy is for Debian's packages only, and the
 * kernel has cgroup v1 alone. The plugins in /opt/cni/bin go, so that the packages have to bring them.
 */
export const readyForStandIns = `echo 'Acquire::http::Proxy::10.77.0.1 "DIRECT";' | sudo tee /etc/apt/apt.conf.d/02stand-ins
sudo touch /etc/stand-in-cgroup-v1
sudo rm -rf /opt/cni`;

/** Puts the one program that k3s is at the lab's HTTP server, which stands for github.com; gives the plan's `mirrors`. */
export async function serveK3s(): Promise<{ readonly files: string; readonly registry: string }> {
  const registry = await serveImages();
  const release = 'github.com/k3s-io/k3s/releases/download/v1.36.4+k3s1';
  await run(join(folder, 'make-k3s'), [labDir, join(labDir, 'www/files', release)]);
  return { files: 'http://10.77.0.1:8000/files/', registry };
}
