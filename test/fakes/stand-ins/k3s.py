"""k3s 1.36 for the lab: its options, files and token, strictly, around a control plane and kubelet of 1.20 and Debian's own containerd.

Unpacked by the one program that k3s is (make-k3s) into /var/lib/rancher/k3s/data, as k3s unpacks itself. What k3s does
inside one process is done by kubeadm here; what others can see of it is where k3s has it.
"""
import base64
import hashlib
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse

import yaml

BIN = os.path.dirname(os.path.abspath(__file__))
ROOT = "/var/lib/rancher/k3s"
SOCKET = "/run/k3s/containerd/containerd.sock"
CONFIG = "/etc/rancher/k3s/config.yaml"
KUBECONFIG = "/etc/rancher/k3s/k3s.yaml"
ENVIRONMENT = {**os.environ, "PATH": f"{BIN}:/usr/sbin:/usr/bin:/sbin:/bin", "CONTAINERD_ADDRESS": SOCKET,
               "CERTS_D": f"{ROOT}/agent/etc/containerd/certs.d"}
children = []


def text(pattern=".+"):
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


def texts(value):
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


CIDR, IP = text(r"\d+(\.\d+){3}/\d+"), text(r"\d+(\.\d+){3}")
# Of https://docs.k3s.io/cli/agent and /server, with what each takes.
BOTH = {"node-name": text("[a-z0-9.-]+"), "node-ip": IP, "node-external-ip": IP, "node-label": texts, "node-taint": texts, "token": text(),
        "token-file": text(), "kubelet-arg": texts, "kube-proxy-arg": texts, "pause-image": text(), "private-registry": text(),
        "flannel-iface": text(), "snapshotter": text("overlayfs|fuse-overlayfs|native|stargz"), "selinux": lambda value: type(value) is bool}
AGENT = {**BOTH, "server": text(r"https://[^/]+:\d+")}
SERVER = {**AGENT, "tls-san": texts, "cluster-cidr": CIDR, "service-cidr": CIDR, "cluster-dns": IP, "cluster-domain": text(), "advertise-address": IP,
          "bind-address": IP, "flannel-backend": text("none|vxlan|ipsec|host-gw|wireguard-native"), "write-kubeconfig-mode": text("0?[0-7]{3}"),
          "disable-network-policy": lambda value: type(value) is bool, "disable-kube-proxy": lambda value: type(value) is bool, "disable": texts,
          "cluster-init": lambda value: type(value) is bool, "system-default-registry": text(r"[^/:]+(:\d+)?(/.+)?"), "kube-apiserver-arg": texts}


def end(code):
    """KillMode=process leaves children to themselves. The control plane is one process with k3s, and ends with it; pods stay."""
    for child in children:
        if child.args[0].endswith("kubelet"):
            child.kill()
    for part in ("kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd"):
        found = subprocess.run([f"{BIN}/ctr", "-n", "k8s.io", "containers", "ls", "-q", f'labels."io.kubernetes.container.name"=={part}'],
                               capture_output=True, text=True, check=False, env=ENVIRONMENT).stdout.split()
        for container in found:
            subprocess.call([f"{BIN}/ctr", "-n", "k8s.io", "task", "kill", "-s", "KILL", container], env=ENVIRONMENT, stderr=subprocess.DEVNULL)
    for child in children:
        child.terminate()
    os._exit(code)


def fatal(message):
    sys.stderr.write(f'time="{time.strftime("%FT%TZ", time.gmtime())}" level=fatal msg="{message}"\n')
    sys.stderr.flush()
    end(1)


def options(known):
    with open(CONFIG) as file:
        config = yaml.safe_load(file) or {}
    for name, value in config.items():
        if name not in known:
            fatal(f"flag provided but not defined: -{name}")
        if not known[name](value):
            fatal(f"invalid value {value!r} for flag -{name}")
    return config


def write(path, content, mode=0o600):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w") as file:
        file.write(content)


def registries():
    """registries.yaml as containerd has it; k3s has no other way to a registry without TLS."""
    folder = ENVIRONMENT["CERTS_D"]
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    if not os.path.exists("/etc/rancher/k3s/registries.yaml"):
        return folder
    with open("/etc/rancher/k3s/registries.yaml") as file:
        wanted = yaml.safe_load(file)
    if not set(wanted) <= {"mirrors", "configs"}:
        fatal(f"unknown fields in registries.yaml: {sorted(wanted)}")
    for host, mirror in wanted.get("mirrors", {}).items():
        hosts = "".join(f'[host."{url}/v2"]\n  capabilities = ["pull", "resolve"]\n  override_path = true\n' for url in mirror["endpoint"])
        write(f"{folder}/{host}/hosts.toml", hosts, 0o644)
    return folder


def start(name, *argv):
    """A child that is started again whenever it ends."""
    def keep():
        while True:
            child = subprocess.Popen([f"{BIN}/{name}", *argv], env=ENVIRONMENT)
            children.append(child)
            child.wait()
            children.remove(child)
            time.sleep(2)
    threading.Thread(target=keep, daemon=True).start()


def start_containerd(config):
    pause = f"{config.get('system-default-registry', 'registry.k8s.io')}/pause:3.10.2"
    write(f"{ROOT}/agent/etc/containerd/config.toml", f'''version = 2
root = "{ROOT}/agent/containerd"
state = "/run/k3s/containerd"
[grpc]
  address = "{SOCKET}"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "{pause}"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "{'/opt/cni/bin' if config.get('flannel-backend') == 'none' else BIN}"
  [plugins."io.containerd.grpc.v1.cri".registry]
    config_path = "{registries()}"
''')
    start("containerd", "--config", f"{ROOT}/agent/etc/containerd/config.toml")
    while subprocess.call([f"{BIN}/ctr", "version"], env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
        time.sleep(0.3)


def start_kubelet():
    """As soon as kubeadm has written what it is started with."""
    def wait():
        while not (os.path.exists("/var/lib/kubelet/kubeadm-flags.env") and os.path.exists("/var/lib/kubelet/config.yaml")):
            time.sleep(0.3)
        with open("/var/lib/kubelet/kubeadm-flags.env") as file:
            flags = file.read().strip().split("=", 1)[1].strip('"').split()
        start("kubelet", "--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf", "--kubeconfig=/etc/kubernetes/kubelet.conf",
              "--config=/var/lib/kubelet/config.yaml", *flags)
    threading.Thread(target=wait, daemon=True).start()


def kubeadm(command, documents):
    path = f"{ROOT}/kubeadm.yaml"
    write(path, yaml.safe_dump_all(documents))
    code = subprocess.call([f"{BIN}/kubeadm", command, "--config", path], env=ENVIRONMENT)
    os.unlink(path)
    if code:
        subprocess.call([f"{BIN}/kubeadm", "reset", "-f", f"--cri-socket={SOCKET}"], env=ENVIRONMENT)
        fatal(f"kubeadm {command} failed")


def bootstrap_token(password):
    digest = hashlib.sha256(password.encode()).hexdigest()
    return f"{digest[:6]}.{digest[6:22]}"


def registration(config):
    labels = ",".join(config.get("node-label", []))
    extra = {"node-ip": config["node-ip"], **({"node-labels": labels} if labels else {})}
    return {"name": config["node-name"], "criSocket": SOCKET, "taints": [], "kubeletExtraArgs": extra}


def init(config):
    password = secrets.token_hex(16)
    api, registry = "kubeadm.k8s.io/v1beta2", config.get("system-default-registry", "registry.k8s.io")
    kubeadm("init", [
        {"apiVersion": api, "kind": "InitConfiguration", "localAPIEndpoint": {"advertiseAddress": config["advertise-address"]},
         "bootstrapTokens": [{"token": bootstrap_token(password), "ttl": "0s"}], "nodeRegistration": registration(config)},
        {"apiVersion": api, "kind": "ClusterConfiguration", "kubernetesVersion": "v1.36.4", "imageRepository": registry,
         "controlPlaneEndpoint": f"{config['advertise-address']}:6443", "certificatesDir": f"{ROOT}/server/tls",
         "apiServer": {"certSANs": ["127.0.0.1", *config.get("tls-san", [])]},
         "etcd": {"local": {"dataDir": f"{ROOT}/server/db", "imageTag": "3.6.14-0"}}, "dns": {"type": "CoreDNS", "imageTag": "v1.14.2"},
         "networking": {"podSubnet": config["cluster-cidr"], "serviceSubnet": config["service-cidr"]}},
        {"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration", "cgroupDriver": "cgroupfs", "failSwapOn": False},
        {"apiVersion": "kubeproxy.config.k8s.io/v1alpha1", "kind": "KubeProxyConfiguration", "conntrack": {"maxPerCore": 0}}])
    with open("/etc/kubernetes/admin.conf") as file:
        admin = yaml.safe_load(file)
    admin["clusters"][0]["cluster"]["server"] = "https://127.0.0.1:6443"
    write(KUBECONFIG, yaml.safe_dump(admin), int(config.get("write-kubeconfig-mode", "0600"), 8))
    ca = base64.b64decode(admin["clusters"][0]["cluster"]["certificate-authority-data"])
    token = f"K10{hashlib.sha256(ca).hexdigest()}::server:{password}\n"
    write(f"{ROOT}/server/token", token)
    write(f"{ROOT}/server/node-token", token)


def join(config):
    match = re.fullmatch(r"K10([0-9a-f]{64})::(?:server|node):(.+)", config.get("token", ""))
    if not match:
        fatal("failed to normalize server token; must be in format K10<CA-HASH>::<USERNAME>:<PASSWORD>")
    ca = server_ca(config["server"])
    if hashlib.sha256(ca).hexdigest() != match[1]:
        fatal("token CA hash does not match the Cluster CA certificate hash")
    kubeadm("join", [{"apiVersion": "kubeadm.k8s.io/v1beta2", "kind": "JoinConfiguration", "nodeRegistration": registration(config),
                      # Where the server has it too: the kubelet's configuration is the cluster's.
                      "caCertPath": f"{ROOT}/server/tls/ca.crt",
                      "discovery": {"bootstrapToken": {"token": bootstrap_token(match[2]), "unsafeSkipCAVerification": True,
                                                       "apiServerEndpoint": urllib.parse.urlsplit(config["server"]).netloc}}}])


def server_ca(server):
    path = f"{server}/api/v1/namespaces/kube-public/configmaps/cluster-info"
    said = subprocess.run(["curl", "-fsk", "--retry", "10", "--retry-connrefused", path], capture_output=True, check=False)
    if said.returncode:
        fatal(f"failed to get CA certs: {server} does not answer")
    kubeconfig = yaml.safe_load(json.loads(said.stdout)["data"]["kubeconfig"])
    return base64.b64decode(kubeconfig["clusters"][0]["cluster"]["certificate-authority-data"])


def own_network(config):
    """A bridge in the node's range, where k3s would have its flannel."""
    command = [f"{BIN}/kubectl", "--kubeconfig", "/etc/kubernetes/kubelet.conf", "get", "node", config["node-name"], "-o", "jsonpath={.spec.podCIDR}"]
    cidr = ""
    while not cidr:
        cidr = subprocess.run(command, capture_output=True, text=True, check=False, env=ENVIRONMENT).stdout.strip()
        time.sleep(1)
    bridge = {"type": "bridge", "bridge": "cni0", "isDefaultGateway": True, "ipam": {"type": "host-local", "ranges": [[{"subnet": cidr}]]}}
    write("/etc/cni/net.d/10-flannel.conflist", json.dumps({"cniVersion": "0.4.0", "name": "cbr0", "plugins": [bridge]}), 0o644)


def notify(state):
    if "NOTIFY_SOCKET" in os.environ:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as to:
            to.sendto(state.encode(), os.environ["NOTIFY_SOCKET"])


def main(argv):
    if argv[:1] == ["kubectl"]:
        os.environ.setdefault("KUBECONFIG", KUBECONFIG)
        os.execv(f"{BIN}/kubectl", ["kubectl", *argv[1:]])
    if argv not in (["server"], ["agent"]):
        fatal(f"No help topic for '{' '.join(argv)}'")
    role = argv[0]
    config = options(SERVER if role == "server" else AGENT)
    signal.signal(signal.SIGTERM, lambda _signal, _frame: end(0))
    start_containerd(config)
    start_kubelet()
    if not os.path.exists("/etc/kubernetes/kubelet.conf"):
        (init if role == "server" else join)(config)
    if config.get("flannel-backend") != "none":
        own_network(config)
    notify("READY=1")
    threading.Event().wait()


main(sys.argv[1:])
