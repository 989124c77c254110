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

{{/* What the selectors of one service's objects have in common. Takes a dict of root and component. */}}
{{- define "whence.selector" -}}
app.kubernetes.io/name: {{ default .root.Chart.Name .root.Values.nameOverride }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- define "whence.labels" -}}
{{ include "whence.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/part-of: whence
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end -}}

{{- define "whence.image" -}}
{{- with .root.Values.image.registry }}{{ trimSuffix "/" . }}/{{ end -}}
{{ printf "whence-%s:%s" .component (default .root.Chart.AppVersion .root.Values.image.tag) }}
{{- end -}}

{{- define "whence.databaseSecret" -}}
{{- if .Values.database.url -}}
{{ include "whence.fullname" . }}-database
{{- else -}}
{{ required "database.existingSecret or database.url has to be set" .Values.database.existingSecret }}
{{- end -}}
{{- end -}}

{{- define "whence.accessSecret" -}}
{{ default (printf "%s-access" (include "whence.fullname" .)) .Values.access.existingSecret }}
{{- end -}}

{{/* One token as a variable of a container. Takes a dict of root, name and optional. */}}
{{- define "whence.token" -}}
- name: {{ .name }}
  valueFrom:
    secretKeyRef:
      name: {{ include "whence.accessSecret" .root }}
      key: {{ .name }}
      {{- if .optional }}
      optional: true
      {{- end }}
{{- end -}}

{{/* The "restricted" pod security standard, which both services keep to. */}}
{{- define "whence.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "whence.containerSecurityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{- define "whence.probes" -}}
startupProbe:
  httpGet:
    path: /healthz
    port: http
  periodSeconds: 1
  failureThreshold: 60
livenessProbe:
  httpGet:
    path: /healthz
    port: http
  periodSeconds: 10
  timeoutSeconds: 3
  failureThreshold: 3
readinessProbe:
  httpGet:
    path: /readyz
    port: http
  periodSeconds: 5
  timeoutSeconds: 3
  failureThreshold: 2
{{- end -}}

{{/* Where a service's pods run. Takes a dict of root, component and values. */}}
{{- define "whence.placement" -}}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "whence.selector" . | nindent 8 }}
{{- with .values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- end -}}

{{/* One service's settings as a ConfigMap's data. Takes a dict of defaults, config and fixed; the last of them wins. */}}
{{- define "whence.settings" -}}
{{- range $key, $value := mergeOverwrite .defaults (deepCopy .config) .fixed }}
{{- /* Numbers in values are floats: whole ones are written without an exponent. */}}
{{ $key }}: {{ if and (kindIs "float64" $value) (eq (floor $value) $value) }}{{ $value | int64 | toString | quote }}{{ else }}{{ $value | toString | quote }}{{ end }}
{{- end }}
{{- end -}}

{{- define "whence.ingestSettings" -}}
{{- $agent := printf "http://%s-agent:%v" (include "whence.fullname" .) .Values.agent.service.port -}}
{{- $fixed := dict "HOST" "0.0.0.0" "PORT" "8080" "ACCESS_CONTROL" .Values.access.control -}}
{{- include "whence.settings" (dict "defaults" (dict "AGENT_URL" $agent) "config" .Values.ingest.config "fixed" $fixed) | trim -}}
{{- end -}}

{{- define "whence.agentSettings" -}}
{{- $fixed := dict "HOST" "0.0.0.0" "PORT" "8000" "ACCESS_CONTROL" .Values.access.control -}}
{{- with .Values.agent.prometheusURL }}{{ $_ := set $fixed "PROMETHEUS_URL" . }}{{ end -}}
{{- if .Values.rbac.secretMetadata }}{{ $_ := set $fixed "KUBERNETES_SECRET_METADATA" "true" }}{{ end -}}
{{- include "whence.settings" (dict "defaults" dict "config" .Values.agent.config "fixed" $fixed) | trim -}}
{{- end -}}

{{/* The ports that the agent may connect to, as a JSON list: the configured ones, and those of Prometheus, Tempo and Loki. */}}
{{- define "whence.agentEgressPorts" -}}
{{- $ports := list -}}
{{- range .Values.networkPolicy.agentEgressPorts }}{{ $ports = append $ports (int .) }}{{ end -}}
{{- range list .Values.agent.prometheusURL (get .Values.agent.config "TEMPO_URL") (get .Values.agent.config "LOKI_URL") -}}
{{- with . -}}
{{- $url := urlParse . -}}
{{- $port := regexFind "[0-9]+$" (regexFind ":[0-9]+$" $url.host) -}}
{{- $ports = append $ports (int (default (ternary "443" "80" (eq $url.scheme "https")) $port)) -}}
{{- end -}}
{{- end -}}
{{ $ports | uniq | sortAlpha | toJson }}
{{- end -}}
