{{/* The name that objects begin with: the release's, and the chart's where that doesn't contain it. */}}
{{- define "whence.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* What all pods of the release have in common. */}}
{{- define "whence.releaseSelector" -}}
app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* What the selectors of one service's objects have in common. Takes a dict of root and component. */}}
{{- define "whence.selector" -}}
{{ include "whence.releaseSelector" .root }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- define "whence.labels" -}}
{{- $own := include "whence.selector" . | fromYaml -}}
{{- $_ := set $own "app.kubernetes.io/version" .root.Chart.AppVersion -}}
{{- $_ := set $own "app.kubernetes.io/part-of" "whence" -}}
{{- $_ := set $own "app.kubernetes.io/managed-by" .root.Release.Service -}}
{{- $_ := set $own "helm.sh/chart" (printf "%s-%s" .root.Chart.Name .root.Chart.Version) -}}
{{- merge $own .root.Values.commonLabels | toYaml -}}
{{- end -}}

{{/*
An object's metadata in the release's namespace. Takes a dict of root, component, and where wanted name (else the component's),
labels and annotations.
*/}}
{{- define "whence.metadata" -}}
name: {{ .name | default (printf "%s-%s" (include "whence.fullname" .root) .component) }}
namespace: {{ .root.Release.Namespace }}
labels:
  {{- include "whence.labels" . | nindent 2 }}
  {{- with .labels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with merge (dict) (.annotations | default dict) .root.Values.commonAnnotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* Takes a dict of root and component, as most of what follows. */}}
{{- define "whence.image" -}}
{{- $digest := (index .root.Values .component).imageDigest -}}
{{- with .root.Values.image.registry }}{{ trimSuffix "/" . }}/{{ end -}}
whence-{{ .component }}{{ with $digest }}@{{ . }}{{ else }}:{{ default .root.Chart.AppVersion .root.Values.image.tag }}{{ end }}
{{- end -}}

{{- define "whence.imagePullSecrets" -}}
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- end -}}

{{- define "whence.serviceAccount" -}}
{{- $account := (index .root.Values .component).serviceAccount -}}
{{- if $account.create -}}
{{ default (printf "%s-%s" (include "whence.fullname" .root) .component) $account.name }}
{{- else -}}
{{ default "default" $account.name }}
{{- end -}}
{{- end -}}

{{- define "whence.databaseSecret" -}}
{{- if and .Values.postgresql.enabled .Values.database.url -}}
{{ fail "postgresql.enabled and database.url exclude each other" }}
{{- else if or .Values.postgresql.enabled .Values.database.url -}}
{{ include "whence.fullname" . }}-database
{{- else -}}
{{ required "database.existingSecret, database.url or postgresql.enabled has to be set" .Values.database.existingSecret }}
{{- end -}}
{{- end -}}

{{- define "whence.accessSecret" -}}
{{ default (printf "%s-access" (include "whence.fullname" .)) .Values.access.existingSecret }}
{{- end -}}

{{/* One token as a variable of a container. Takes a dict of root, name, key (else the name) and optional. */}}
{{- define "whence.token" -}}
- name: {{ .name }}
  valueFrom:
    secretKeyRef:
      name: {{ include "whence.accessSecret" .root }}
      key: {{ .key | default .name }}
      {{- if .optional }}
      optional: true
      {{- end }}
{{- end -}}

{{/* The "restricted" pod security standard, which every pod of the chart keeps to. Takes the user's number. */}}
{{- define "whence.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: {{ . }}
runAsGroup: {{ . }}
fsGroup: {{ . }}
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "whence.containerSecurityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{/*
Starting takes a second; the minute is for a node that has much else to start. A database that is away, or whose schema is being migrated, keeps
a pod unready and restarts nothing: being alive depends on nobody else. Takes the service's `probes`.
*/}}
{{- define "whence.probes" -}}
{{- $probes := dict
  "startup" (dict "httpGet" (dict "path" "/healthz" "port" "http") "periodSeconds" 1 "timeoutSeconds" 3 "failureThreshold" 60)
  "liveness" (dict "httpGet" (dict "path" "/healthz" "port" "http") "periodSeconds" 10 "timeoutSeconds" 3 "failureThreshold" 3)
  "readiness" (dict "httpGet" (dict "path" "/readyz" "port" "http") "periodSeconds" 5 "timeoutSeconds" 3 "failureThreshold" 2) -}}
{{- range $name, $probe := mergeOverwrite $probes (deepCopy .) }}
{{ $name }}Probe:
  {{- toYaml $probe | nindent 2 }}
{{- end }}
{{- end -}}

{{/* Where a service's pods run. */}}
{{- define "whence.placement" -}}
{{- $values := index .root.Values .component -}}
topologySpreadConstraints:
{{- if $values.topologySpreadConstraints }}
  {{- toYaml $values.topologySpreadConstraints | nindent 2 }}
{{- else }}
  {{- range list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
  - maxSkew: 1
    topologyKey: {{ . }}
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "whence.selector" $ | nindent 8 }}
  {{- end }}
{{- end }}
{{- range $key := list "nodeSelector" "tolerations" "affinity" "priorityClassName" }}
{{- with index $values $key }}
{{ $key }}:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
{{- end -}}

{{/* One service's settings as a ConfigMap's data. Takes a dict of defaults, config and fixed; the last of them wins. */}}
{{- define "whence.settings" -}}
{{- range $key, $value := mergeOverwrite .defaults (deepCopy .config) .fixed }}
{{- /* Numbers in values are floats: whole ones are written without an exponent. */}}
{{ $key }}: {{ if and (kindIs "float64" $value) (eq (floor $value) $value) }}{{ $value | int64 | toString | quote }}{{ else }}{{ $value | toString | quote }}{{ end }}
{{- end }}
{{- end -}}

{{/* Where both services send their traces. */}}
{{- define "whence.tracingSettings" -}}
{{- $settings := dict -}}
{{- with (.Values.tracing).endpoint }}{{ $settings = dict "OTEL_EXPORTER_OTLP_ENDPOINT" . "OTEL_TRACES_SAMPLER_ARG" ($.Values.tracing.ratio | toString) }}{{ end -}}
{{ $settings | toJson }}
{{- end -}}

{{/* The port of an address: its own, else its scheme's. */}}
{{- define "whence.port" -}}
{{- $url := urlParse . -}}
{{ default (ternary "443" "80" (eq $url.scheme "https")) (regexFind "[0-9]+$" (regexFind ":[0-9]+$" $url.host)) }}
{{- end -}}

{{- define "whence.ingestSettings" -}}
{{- $agent := printf "http://%s-agent:%v" (include "whence.fullname" .) .Values.agent.service.port -}}
{{- $fixed := dict "HOST" "0.0.0.0" "PORT" "8080" "ACCESS_CONTROL" .Values.access.control -}}
{{- include "whence.settings" (dict "defaults" (merge (dict "AGENT_URL" $agent) (include "whence.tracingSettings" . | fromJson)) "config" .Values.ingest.config "fixed" $fixed) | trim -}}
{{- end -}}

{{- /* Analyses end within the grace period, whatever it is: it covers the pause before SIGTERM, and ten seconds for what comes after them. */}}
{{- define "whence.agentDefaults" -}}
{{- $time := sub (int .Values.agent.terminationGracePeriodSeconds) (add (int .Values.agent.preStopSeconds) 10) | max 1 -}}
{{ merge (dict "SHUTDOWN_TIMEOUT_SECONDS" $time) (include "whence.tracingSettings" . | fromJson) | toJson }}
{{- end -}}

{{- define "whence.agentSettings" -}}
{{- $fixed := dict "HOST" "0.0.0.0" "PORT" "8000" "ACCESS_CONTROL" .Values.access.control -}}
{{- with .Values.agent.prometheusURL }}{{ $_ := set $fixed "PROMETHEUS_URL" . }}{{ end -}}
{{- with .Values.agent.llm.provider }}{{ $_ := set $fixed "AI_PROVIDER" . }}{{ end -}}
{{- with .Values.agent.llm.baseURL }}{{ $_ := set $fixed "LLM_BASE_URL" . }}{{ end -}}
{{- if .Values.rbac.secretMetadata }}{{ $_ := set $fixed "KUBERNETES_SECRET_METADATA" "true" }}{{ end -}}
{{- include "whence.settings" (dict "defaults" (include "whence.agentDefaults" . | fromJson) "config" .Values.agent.config "fixed" $fixed) | trim -}}
{{- end -}}

{{/*
The keys of language models that the agent reads from files, and takes over when they change: those of the providers that are named. The Secret
need not have them all: a local provider mostly has none. A JSON list of settings.
*/}}
{{- define "whence.modelKeys" -}}
{{- $known := dict "gemini" "GEMINI_API_KEY" "openai" "OPENAI_API_KEY" "anthropic" "ANTHROPIC_API_KEY" "azure" "AZURE_OPENAI_API_KEY" "local" "LLM_API_KEY" -}}
{{- $keys := list -}}
{{- if .Values.agent.llm.provider -}}
{{- range list .Values.agent.llm.provider .Values.agent.config.LLM_FALLBACK_PROVIDER (.Values.agent.reload).LLM_FALLBACK_PROVIDER -}}
{{- with . }}{{ $keys = append $keys (get $known .) }}{{ end -}}
{{- end -}}
{{- end -}}
{{ $keys | uniq | compact | toJson }}
{{- end -}}

{{/* The ports of the addresses among a service's settings, as a JSON list. Takes the service's values. */}}
{{- define "whence.settingsPorts" -}}
{{- $ports := list -}}
{{- range $settings := list .config .reload -}}
{{- range $key, $value := $settings -}}
{{- if and (regexMatch "_(URL|ENDPOINT)$" $key) $value }}{{ $ports = append $ports (include "whence.port" $value | int) }}{{ end -}}
{{- end -}}
{{- end -}}
{{ $ports | uniq | toJson }}
{{- end -}}

{{/* The ports that the agent may connect to, as a JSON list: the configured ones, and those of what it is told to read. */}}
{{- define "whence.agentEgressPorts" -}}
{{- $ports := list -}}
{{- range .Values.networkPolicy.agentEgressPorts }}{{ $ports = append $ports (int .) }}{{ end -}}
{{- if .Values.agent.sessions.existingSecret }}{{ $ports = append $ports (int .Values.agent.sessions.port) }}{{ end -}}
{{- $ports = concat $ports (include "whence.settingsPorts" .Values.agent | fromJsonArray) -}}
{{- range list .Values.agent.prometheusURL .Values.agent.llm.baseURL (.Values.tracing).endpoint -}}
{{- with . -}}
{{- $ports = append $ports (include "whence.port" . | int) -}}
{{- end -}}
{{- end -}}
{{ $ports | sortAlpha | uniq | toJson }}
{{- end -}}

{{/* A rule of egress to name servers. */}}
{{- define "whence.dnsEgress" -}}
- ports:
    - port: 53
      protocol: UDP
    - port: 53
      protocol: TCP
  {{- with .Values.networkPolicy.dnsTo }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}
