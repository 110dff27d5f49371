"""The configuration kinds of kubeadm 1.36 with every field that kubernetes.io/docs/reference/config-api documents, and a strict reader.

Real kubeadm only warns of a field it does not know, and goes on without it. Here that is an error, so that no recipe leans on it.
"""
import ipaddress
import re


class Refused(Exception):
    """Said as kubeadm says it, after `error: `."""


def text(pattern=".*"):
    def read(value, path):
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise Refused(f"{path}: Invalid value: {value!r}")
    return read


def number(low, high):
    def read(value, path):
        if type(value) is not int or not low <= value <= high:
            raise Refused(f"{path}: Invalid value: {value!r}: must be between {low} and {high}")
    return read


def flag(value, path):
    if type(value) is not bool:
        raise Refused(f"{path}: Invalid value: {value!r}: must be a boolean")


def choice(*values):
    def read(value, path):
        if value not in values:
            raise Refused(f"{path}: Unsupported value: {value!r}: supported values: {', '.join(values)}")
    return read


def many(read_one):
    def read(value, path):
        if not isinstance(value, list):
            raise Refused(f"{path}: Invalid value: {value!r}: must be a list")
        for index, item in enumerate(value):
            read_one(item, f"{path}[{index}]")
    return read


def table(value, path):
    if not isinstance(value, dict) or not all(isinstance(part, str) for pair in value.items() for part in pair):
        raise Refused(f"{path}: Invalid value: {value!r}: must be a map of strings")


def address(value, path):
    try:
        ipaddress.ip_address(value)
    except ValueError:
        raise Refused(f"{path}: Invalid value: {value!r}: is not a valid IP") from None


def network(value, path):
    try:
        for part in value.split(","):
            ipaddress.ip_network(part)
    except (ValueError, AttributeError):
        raise Refused(f"{path}: Invalid value: {value!r}: couldn't parse subnet") from None


def anything(_value, _path):
    pass


def fields(needed=(), **readers):
    def read(value, path):
        if not isinstance(value, dict):
            raise Refused(f"{path}: Invalid value: {value!r}: must be an object")
        for name in value:
            if name not in readers:
                raise Refused(f'strict decoding error: unknown field "{path}.{name}"'.replace('".', '"'))
        for name in needed:
            if name not in value:
                raise Refused(f"{path}.{name}: Required value")
        for name, item in value.items():
            readers[name](item, f"{path}.{name}")
    return read


word = text(".+")
duration = text(r"(\d+h)?(\d+m)?(\d+s)?")
token = text(r"[a-z0-9]{6}\.[a-z0-9]{16}")
certificate_key = text(r"[0-9a-f]{64}")
port = number(1, 65535)
endpoint = fields(["advertiseAddress"], advertiseAddress=address, bindPort=port)
arguments = many(fields(["name", "value"], name=text(r"[a-z0-9-]+"), value=text()))
environment = many(fields(["name"], name=word, value=text(), valueFrom=anything))
volumes = many(fields(["name", "hostPath", "mountPath"], name=word, hostPath=word, mountPath=word, readOnly=flag, pathType=text()))
taint = fields(["key", "effect"], key=word, value=text(), effect=choice("NoSchedule", "PreferNoSchedule", "NoExecute"))
registration = fields(
    name=text(r"[a-z0-9]([-a-z0-9.]*[a-z0-9])?"),
    # Since 1.24 a socket without its scheme is deprecated.
    criSocket=text(r"unix:///.+"), taints=many(taint), kubeletExtraArgs=arguments, ignorePreflightErrors=many(word),
    imagePullPolicy=choice("Always", "IfNotPresent", "Never"), imagePullSerial=flag)
timeouts = fields(
    controlPlaneComponentHealthCheck=duration, kubeletHealthCheck=duration, kubernetesAPICall=duration, etcdAPICall=duration,
    tlsBootstrap=duration, discovery=duration, upgradeManifests=duration)
patches = fields(directory=word)
component = dict(extraArgs=arguments, extraVolumes=volumes, extraEnvs=environment)
image = dict(imageRepository=word, imageTag=word)
bootstrap_token = fields(
    ["token"], token=token, description=text(), ttl=duration, expires=word, usages=many(choice("signing", "authentication")),
    groups=many(text("system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]")))

init = fields(
    apiVersion=anything, kind=anything, bootstrapTokens=many(bootstrap_token), dryRun=flag, nodeRegistration=registration,
    localAPIEndpoint=endpoint, certificateKey=certificate_key, skipPhases=many(word), patches=patches, timeouts=timeouts)
cluster = fields(
    apiVersion=anything, kind=anything,
    etcd=fields(
        local=fields(dataDir=text("/.*"), extraArgs=arguments, extraEnvs=environment, serverCertSANs=many(word), peerCertSANs=many(word), **image),
        external=fields(["endpoints"], endpoints=many(word), caFile=word, certFile=word, keyFile=word)),
    networking=fields(serviceSubnet=network, podSubnet=network, dnsDomain=word),
    kubernetesVersion=text(r"v1\.3[56]\.\d+"), controlPlaneEndpoint=text(r"[^/:]+(:\d+)?"),
    apiServer=fields(certSANs=many(word), **component), controllerManager=fields(**component), scheduler=fields(**component),
    dns=fields(disabled=flag, **image), proxy=fields(disabled=flag), certificatesDir=text("/.*"), imageRepository=word,
    featureGates=anything, clusterName=word, encryptionAlgorithm=choice("RSA-2048", "RSA-3072", "RSA-4096", "ECDSA-P256", "ECDSA-P384"),
    certificateValidityPeriod=duration, caCertificateValidityPeriod=duration)
join = fields(
    ["discovery"], apiVersion=anything, kind=anything, dryRun=flag, nodeRegistration=registration, caCertPath=word,
    discovery=fields(
        bootstrapToken=fields(["token", "apiServerEndpoint"], token=token, apiServerEndpoint=text(r"[^/]+:\d+"),
                              caCertHashes=many(text("sha256:[0-9a-f]{64}")), unsafeSkipCAVerification=flag),
        file=fields(["kubeConfigPath"], kubeConfigPath=word), tlsBootstrapToken=word),
    controlPlane=fields(localAPIEndpoint=endpoint, certificateKey=certificate_key), skipPhases=many(word), patches=patches, timeouts=timeouts)


def named(read, names):
    return {name: read for name in names.split()}


kubelet = fields(**dict(
    named(anything, "apiVersion kind authentication authorization tlsCipherSuites logging tracing memorySwap reservedMemory registerWithTaints"
          " crashLoopBackOff userNamespaces shutdownGracePeriodByPodPriority imageVerification"),
    **named(flag, "enableServer rotateCertificates serverTLSBootstrap enableDebuggingHandlers enableContentionProfiling enableProfilingHandler"
            " enableDebugFlagsHandler enableSystemLogHandler enableSystemLogQuery protectKernelDefaults makeIPTablesUtilChains failSwapOn"
            " localStorageCapacityIsolation cgroupsPerQOS cpuCFSQuota enableControllerAttachDetach registerNode serializeImagePulls"
            " seccompDefault mergeDefaultEvictionSettings failCgroupV1"),
    **named(duration, "syncFrequency fileCheckFrequency httpCheckFrequency streamingConnectionIdleTimeout nodeStatusUpdateFrequency"
            " nodeStatusReportFrequency imageMinimumGCAge imageMaximumGCAge volumeStatsAggPeriod cpuManagerReconcilePeriod"
            " runtimeRequestTimeout evictionPressureTransitionPeriod shutdownGracePeriod shutdownGracePeriodCriticalPods"
            " cpuCFSQuotaPeriod containerLogMonitorInterval"),
    **named(word, "staticPodPath staticPodURL address tlsCertFile tlsPrivateKeyFile tlsMinVersion clusterDomain kubeletCgroups systemCgroups"
            " cgroupRoot cpuManagerPolicy topologyManagerPolicy topologyManagerScope memoryManagerPolicy podCIDR resolvConf containerLogMaxSize"
            " systemReservedCgroup kubeReservedCgroup showHiddenMetricsForVersion volumePluginDir providerID containerRuntimeEndpoint"
            " imageServiceEndpoint podLogsDir imagePullCredentialsVerificationPolicy"),
    **named(number(0, 2**31), "port readOnlyPort healthzPort registryPullQPS registryBurst eventRecordQPS eventBurst oomScoreAdj nodeLeaseDurationSeconds"
            " podPidsLimit maxOpenFiles kubeAPIQPS kubeAPIBurst evictionMaxPodGracePeriod podsPerCore iptablesMasqueradeBit iptablesDropBit"
            " containerLogMaxFiles containerLogMaxWorkers memoryThrottlingFactor nodeStatusMaxImages maxParallelImagePulls"),
    **named(number(0, 100), "imageGCHighThresholdPercent imageGCLowThresholdPercent"),
    **named(table, "staticPodURLHeader evictionHard evictionSoft evictionSoftGracePeriod evictionMinimumReclaim qosReserved systemReserved kubeReserved"
            " cpuManagerPolicyOptions topologyManagerPolicyOptions"),
    **named(many(word), "clusterDNS allowedUnsafeSysctls enforceNodeAllocatable preloadedImagesVerificationAllowlist"),
    featureGates=anything, healthzBindAddress=address, maxPods=number(1, 1000), cgroupDriver=choice("systemd", "cgroupfs"),
    hairpinMode=choice("promiscuous-bridge", "hairpin-veth", "none"), configMapAndSecretChangeDetectionStrategy=choice("Get", "Cache", "Watch")))
proxy = fields(**dict(
    named(anything, "apiVersion kind clientConnection logging ipvs nftables winkernel detectLocal"),
    **named(text(), "bindAddress healthzBindAddress metricsBindAddress hostnameOverride portRange clusterCIDR showHiddenMetricsForVersion detectLocalMode"),
    **named(flag, "bindAddressHardFail enableProfiling windowsRunAsService"), **named(duration, "configSyncPeriod"),
    featureGates=anything, mode=choice("iptables", "ipvs", "nftables"), oomScoreAdj=number(-1000, 1000), nodePortAddresses=many(word),
    iptables=fields(masqueradeBit=number(0, 31), masqueradeAll=flag, localhostNodePorts=flag, syncPeriod=duration, minSyncPeriod=duration),
    conntrack=fields(maxPerCore=number(0, 2**31), min=number(0, 2**31), tcpEstablishedTimeout=duration, tcpCloseWaitTimeout=duration,
                     tcpBeLiberal=flag, udpTimeout=duration, udpStreamTimeout=duration)))

KINDS = {
    ("kubeadm.k8s.io/v1beta4", "InitConfiguration"): init,
    ("kubeadm.k8s.io/v1beta4", "ClusterConfiguration"): cluster,
    ("kubeadm.k8s.io/v1beta4", "JoinConfiguration"): join,
    ("kubelet.config.k8s.io/v1beta1", "KubeletConfiguration"): kubelet,
    ("kubeproxy.config.k8s.io/v1alpha1", "KubeProxyConfiguration"): proxy,
}


def checked(documents):
    """The documents by kind. Raises Refused for a kind, field or value that 1.36 does not have."""
    found = {}
    for document in documents:
        version, kind = document.get("apiVersion"), document.get("kind")
        if (version, kind) not in KINDS:
            raise Refused(f"no kind {kind!r} is registered for version {version!r}")
        if kind in found:
            raise Refused(f"invalid configuration: kind {kind!r} is specified twice in YAML file")
        try:
            KINDS[version, kind](document, "")
        except Refused as refused:
            raise Refused(f"error unmarshaling configuration {kind} of {version}: {refused}") from None
        found[kind] = document
    between(found)
    return found


def between(found):
    """What one field says about another."""
    settings = found.get("KubeletConfiguration", {})
    if settings.get("imageGCLowThresholdPercent", 80) >= settings.get("imageGCHighThresholdPercent", 85):
        raise Refused("invalid configuration: imageGCLowThresholdPercent must be less than imageGCHighThresholdPercent")
    hashes = found.get("JoinConfiguration", {}).get("discovery", {}).get("bootstrapToken", {})
    if hashes and not hashes.get("caCertHashes") and not hashes.get("unsafeSkipCAVerification"):
        raise Refused("discovery.bootstrapToken.caCertHashes: Required value: or unsafeSkipCAVerification must be set")
