extension BaseCluster {
    /// What runs in a cluster before anything is broken.
    static let text = """
        workloads:
          - {deployment: coredns, namespace: kube-system, replicas: 2, age: 40d, image: "registry.k8s.io/coredns/coredns:v1.12.0", labels: {k8s-app: kube-dns}, service: false,
             ports: [{name: dns, containerPort: 53, protocol: UDP}, {name: dns-tcp, containerPort: 53}, {name: metrics, containerPort: 9153}],
             resources: {requests: {cpu: 100m, memory: 70Mi}, limits: {memory: 170Mi}},
             readiness: {httpGet: {path: /ready, port: 8181}}, liveness: {httpGet: {path: /health, port: 8080}, initialDelaySeconds: 60, timeoutSeconds: 5}, spec: {priorityClassName: system-cluster-critical}}
          - {deployment: metrics-server, namespace: kube-system, age: 40d, image: "registry.k8s.io/metrics-server/metrics-server:v0.7.2", ports: [{name: https, containerPort: 10250}], service: {port: 443, targetPort: https}}
          - {daemonset: kube-proxy, namespace: kube-system, replicas: 4, age: 40d, image: "registry.k8s.io/kube-proxy:v1.33.2", resources: {}, spec: {hostNetwork: true, priorityClassName: system-node-critical, tolerations: [{operator: Exists}]},
             pods: [{node: node-a}, {node: node-b}, {node: node-c}, {node: cp-1}]}
          - {daemonset: calico-node, namespace: kube-system, replicas: 4, age: 40d, image: "docker.io/calico/node:v3.29.1", resources: {requests: {cpu: 250m}}, spec: {hostNetwork: true, priorityClassName: system-node-critical, tolerations: [{operator: Exists}]},
             pods: [{node: node-a}, {node: node-b}, {node: node-c}, {node: cp-1}]}
          - {pod: etcd-cp-1, namespace: kube-system, age: 40d, image: "registry.k8s.io/etcd:3.5.21-0", container: etcd, labels: {component: etcd, tier: control-plane}, resources: {requests: {cpu: 100m, memory: 100Mi}}, spec: {hostNetwork: true}, pods: {node: cp-1}}
          - {pod: kube-apiserver-cp-1, namespace: kube-system, age: 40d, image: "registry.k8s.io/kube-apiserver:v1.33.2", container: kube-apiserver, labels: {component: kube-apiserver, tier: control-plane}, resources: {requests: {cpu: 250m}}, spec: {hostNetwork: true}, pods: {node: cp-1}}
          - {pod: kube-controller-manager-cp-1, namespace: kube-system, age: 40d, image: "registry.k8s.io/kube-controller-manager:v1.33.2", container: kube-controller-manager, labels: {component: kube-controller-manager, tier: control-plane}, resources: {requests: {cpu: 200m}}, spec: {hostNetwork: true}, pods: {node: cp-1}}
          - {pod: kube-scheduler-cp-1, namespace: kube-system, age: 40d, image: "registry.k8s.io/kube-scheduler:v1.33.2", container: kube-scheduler, labels: {component: kube-scheduler, tier: control-plane}, resources: {requests: {cpu: 100m}}, spec: {hostNetwork: true}, pods: {node: cp-1}}
          - {deployment: ingress-nginx-controller, namespace: ingress-nginx, age: 30d, image: "registry.k8s.io/ingress-nginx/controller:v1.12.1", container: controller, ports: [{name: http, containerPort: 80}, {name: https, containerPort: 443}],
             service: {type: LoadBalancer, ports: [{name: http, port: 80, targetPort: http, protocol: TCP}, {name: https, port: 443, targetPort: https, protocol: TCP}]}}
          - {deployment: storefront, replicas: 2, age: 12d, image: "registry.example.com/portal/storefront:3.2.0", ports: [8080], service: 80, readiness: {httpGet: {path: /healthz, port: 8080}}, env: {ACCOUNTS_URL: "http://accounts.portal.svc.cluster.local"}}
          - {deployment: accounts, age: 12d, image: "registry.example.com/portal/accounts:5.0.1", ports: [8080], service: 80, readiness: {httpGet: {path: /healthz, port: 8080}}}
          - {statefulset: archive, age: 30d, image: "docker.io/library/postgres:16.4", ports: [5432], claims: {data: {size: 20Gi}}}
        objects:
          - {kind: Service, metadata: {name: kubernetes, namespace: default}, spec: {type: ClusterIP, clusterIP: 10.96.0.1, clusterIPs: [10.96.0.1], ports: [{name: https, port: 443, targetPort: 6443, protocol: TCP}]}}
          - {kind: Endpoints, metadata: {name: kubernetes, namespace: default}, subsets: [{addresses: [{ip: 192.168.10.10}], ports: [{name: https, port: 6443, protocol: TCP}]}]}
          - {kind: EndpointSlice, metadata: {name: kubernetes, namespace: default, labels: {kubernetes.io/service-name: kubernetes}}, addressType: IPv4, endpoints: [{addresses: [192.168.10.10], conditions: {ready: true}}], ports: [{name: https, port: 6443, protocol: TCP}]}
          - {kind: Service, metadata: {name: kube-dns, namespace: kube-system, labels: {k8s-app: kube-dns}}, spec: {type: ClusterIP, clusterIP: 10.96.0.10, clusterIPs: [10.96.0.10], selector: {k8s-app: kube-dns}, ports: [{name: dns, port: 53, targetPort: 53, protocol: UDP}, {name: dns-tcp, port: 53, targetPort: 53, protocol: TCP}]}}
          - {kind: StorageClass, metadata: {name: standard, annotations: {storageclass.kubernetes.io/is-default-class: "true"}}, provisioner: ebs.csi.aws.com, reclaimPolicy: Delete, volumeBindingMode: WaitForFirstConsumer, allowVolumeExpansion: true, parameters: {type: gp3}}
          - {kind: CSIDriver, metadata: {name: ebs.csi.aws.com}, spec: {attachRequired: true, podInfoOnMount: false, volumeLifecycleModes: [Persistent]}}
          - {kind: IngressClass, metadata: {name: nginx}, spec: {controller: k8s.io/ingress-nginx}}
          - {kind: PriorityClass, metadata: {name: system-cluster-critical}, value: 2000000000}
          - {kind: PriorityClass, metadata: {name: system-node-critical}, value: 2000001000}
          - {kind: Lease, metadata: {name: kube-scheduler, namespace: kube-system}, spec: {holderIdentity: cp-1_5f0c, leaseDurationSeconds: 15, renewTime: "-1s"}}
          - {kind: Lease, metadata: {name: kube-controller-manager, namespace: kube-system}, spec: {holderIdentity: cp-1_71aa, leaseDurationSeconds: 15, renewTime: "-1s"}}
        """
}
