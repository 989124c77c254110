{{/*
What the agent may read: lists of these kinds, and pods' logs. Secrets are not among it unless `rbac.secretMetadata` says so,
no rule has a wildcard, and no verb writes. Groups that a cluster doesn't serve (Gateway API, Istio) grant nothing there.
The lists are those of Services/Agent/Kubernetes/APIResource+Known.swift, which `whence doctor` asks about; a test holds them against each other.
*/}}
{{- define "whence.namespacedRules" -}}
- apiGroups: [""]
  resources:
    - configmaps
    - endpoints
    - events
    - limitranges
    - persistentvolumeclaims
    - pods
    - resourcequotas
    - serviceaccounts
    - services
    {{- if .Values.rbac.secretMetadata }}
    - secrets
    {{- end }}
  verbs: [list]
- apiGroups: [""]
  resources: [pods/log]
  verbs: [get]
- apiGroups: [apps]
  resources: [controllerrevisions, daemonsets, deployments, replicasets, statefulsets]
  verbs: [list]
- apiGroups: [autoscaling]
  resources: [horizontalpodautoscalers]
  verbs: [list]
- apiGroups: [batch]
  resources: [cronjobs, jobs]
  verbs: [list]
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  verbs: [list]
- apiGroups: [discovery.k8s.io]
  resources: [endpointslices]
  verbs: [list]
- apiGroups: [gateway.networking.k8s.io]
  resources: [gateways, grpcroutes, httproutes, referencegrants]
  verbs: [list]
- apiGroups: [networking.istio.io]
  resources: [destinationrules, serviceentries, virtualservices]
  verbs: [list]
- apiGroups: [networking.k8s.io]
  resources: [ingresses, networkpolicies]
  verbs: [list]
- apiGroups: [policy]
  resources: [poddisruptionbudgets]
  verbs: [list]
- apiGroups: [security.istio.io]
  resources: [authorizationpolicies, peerauthentications]
  verbs: [list]
{{- end -}}

{{- define "whence.clusterRules" -}}
- apiGroups: [""]
  resources: [namespaces, nodes, persistentvolumes]
  verbs: [list]
- apiGroups: [admissionregistration.k8s.io]
  resources: [mutatingwebhookconfigurations, validatingwebhookconfigurations]
  verbs: [list]
- apiGroups: [apiregistration.k8s.io]
  resources: [apiservices]
  verbs: [list]
- apiGroups: [gateway.networking.k8s.io]
  resources: [gatewayclasses]
  verbs: [list]
- apiGroups: [networking.k8s.io]
  resources: [ingressclasses]
  verbs: [list]
- apiGroups: [scheduling.k8s.io]
  resources: [priorityclasses]
  verbs: [list]
- apiGroups: [storage.k8s.io]
  resources: [storageclasses]
  verbs: [list]
{{- end -}}
