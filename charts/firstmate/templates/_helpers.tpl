{{- define "firstmate.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{ else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "firstmate.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "firstmate.labels" -}}
{{ include "firstmate.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "firstmate.image" -}}
{{- with .Values.image -}}
{{- if .digest }}{{ .repository }}@{{ .digest }}{{ else }}{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}{{ end }}
{{- end -}}
{{- end }}

{{- define "firstmate.account" -}}
{{- if .Values.serviceAccount.create }}{{ .Values.serviceAccount.name | default (include "firstmate.name" .) }}{{ else }}{{ .Values.serviceAccount.name | default "default" }}{{ end }}
{{- end }}

{{- /* What a pod may do: nothing (Pod Security Standard "restricted"). */ -}}
{{- define "firstmate.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "firstmate.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{- /* The settings of both deployments: files for secrets, never their values. */ -}}
{{- define "firstmate.env" -}}
{{- $v := .Values -}}
{{- $plain := dict
  "FIRSTMATE_APP_ID" (printf "%d" (int64 $v.github.appId))
  "FIRSTMATE_APP_KEY_FILE" (printf "/secrets/app/%s" $v.github.keys.privateKey)
  "FIRSTMATE_WEBHOOK_SECRET_FILE" (printf "/secrets/app/%s" $v.github.keys.webhookSecret)
  "FIRSTMATE_METRICS_LISTEN" ":9090"
  "FIRSTMATE_LOG_LEVEL" $v.log.level
  "FIRSTMATE_LOG_FORMAT" $v.log.format
-}}
{{- if $v.github.clientId }}
{{- $_ := set $plain "FIRSTMATE_OAUTH_CLIENT_ID" $v.github.clientId }}
{{- $_ := set $plain "FIRSTMATE_OAUTH_CLIENT_SECRET_FILE" (printf "/secrets/app/%s" $v.github.keys.clientSecret) }}
{{- end }}
{{- if $v.github.url }}{{- $_ := set $plain "FIRSTMATE_GITHUB_URL" $v.github.url }}{{- end }}
{{- if $v.baseURL }}{{- $_ := set $plain "FIRSTMATE_BASE_URL" $v.baseURL }}{{- end }}
{{- if $v.caConfigMap }}{{- $_ := set $plain "FIRSTMATE_CA_FILE" "/ca/ca.crt" }}{{- end }}
{{- if $v.redis.durability }}{{- $_ := set $plain "FIRSTMATE_REDIS_DURABILITY" $v.redis.durability }}{{- end }}
{{- if ge (int $v.redis.replicas) 0 }}{{- $_ := set $plain "FIRSTMATE_REDIS_REPLICAS" (toString (int $v.redis.replicas)) }}{{- end }}
{{- if eq $v.redis.mode "bundled" }}
{{- $_ := set $plain "FIRSTMATE_REDIS_URL" (printf "redis://%s-redis:6379/0" (include "firstmate.name" .)) }}
{{- else }}
{{- $x := $v.redis.external }}
{{- $_ := set $plain "FIRSTMATE_REDIS_URL_FILE" (printf "/secrets/redis/%s" $x.urlKey) }}
{{- if $x.user }}{{- $_ := set $plain "FIRSTMATE_REDIS_USER" $x.user }}{{- end }}
{{- if $x.tls.name }}{{- $_ := set $plain "FIRSTMATE_REDIS_TLS_NAME" $x.tls.name }}{{- end }}
{{- range $name, $key := dict "PASSWORD" $x.passwordKey "SENTINEL_PASSWORD" $x.sentinelPasswordKey "CA" $x.tls.caKey "CERT" $x.tls.certKey "KEY" $x.tls.keyKey }}
{{- if $key }}{{- $_ := set $plain (printf "FIRSTMATE_REDIS_%s_FILE" $name) (printf "/secrets/redis/%s" $key) }}{{- end }}
{{- end }}
{{- end }}
{{- range $name, $value := merge (dict) $plain $v.env }}
- name: {{ $name }}
  value: {{ $value | toString | quote }}
{{- end }}
{{- end }}

{{- define "firstmate.mounts" -}}
- {name: app, mountPath: /secrets/app, readOnly: true}
{{- if eq .Values.redis.mode "external" }}
- {name: redis, mountPath: /secrets/redis, readOnly: true}
{{- end }}
{{- if .Values.caConfigMap }}
- {name: ca, mountPath: /ca, readOnly: true}
{{- end }}
{{- end }}

{{- define "firstmate.volumes" -}}
- name: app
  secret:
    secretName: {{ required "github.existingSecret is required: the Secret with the App's private key and webhook secret" .Values.github.existingSecret }}
    defaultMode: 0440
{{- if eq .Values.redis.mode "external" }}
- name: redis
  secret:
    secretName: {{ required "redis.external.existingSecret is required: the Secret whose key `url` holds the address of Redis (or set redis.mode=bundled for a trial)" .Values.redis.external.existingSecret }}
    defaultMode: 0440
{{- end }}
{{- with .Values.caConfigMap }}
- name: ca
  configMap: {name: {{ . }}}
{{- end }}
{{- end }}

{{- /* One deployment of the image. Takes a dict of root, part (web or worker) and its values. */ -}}
{{- define "firstmate.deployment" -}}
{{- $root := .root -}}
{{- $part := .part -}}
{{- $v := $root.Values -}}
{{- if not $v.github.appId }}{{ fail "github.appId is required: the number of the GitHub App" }}{{ end -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "firstmate.name" $root }}-{{ $part }}
  labels:
    {{- include "firstmate.labels" $root | nindent 4 }}
    app.kubernetes.io/component: {{ $part }}
spec:
  {{- if not .scaled }}
  replicas: {{ .values.replicas }}
  {{- end }}
  revisionHistoryLimit: 3
  strategy:
    type: RollingUpdate
    rollingUpdate: {maxSurge: 1, maxUnavailable: 0}
  selector:
    matchLabels:
      {{- include "firstmate.selector" $root | nindent 6 }}
      app.kubernetes.io/component: {{ $part }}
  template:
    metadata:
      labels:
        {{- include "firstmate.labels" $root | nindent 8 }}
        app.kubernetes.io/component: {{ $part }}
      {{- with $v.podAnnotations }}
      annotations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
    spec:
      serviceAccountName: {{ include "firstmate.account" $root }}
      automountServiceAccountToken: false
      enableServiceLinks: false
      terminationGracePeriodSeconds: 40
      securityContext:
        {{- include "firstmate.podSecurity" $root | nindent 8 }}
      {{- with $v.imagePullSecrets }}
      imagePullSecrets:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      containers:
        - name: firstmate
          image: {{ include "firstmate.image" $root | quote }}
          imagePullPolicy: {{ $v.image.pullPolicy }}
          args: [serve, "--roles={{ $part }}"{{ if eq $part "web" }}, "--listen=:8080"{{ end }}]
          env:
            {{- include "firstmate.env" $root | trim | nindent 12 }}
            - name: GOMEMLIMIT
              valueFrom:
                resourceFieldRef: {resource: limits.memory}
          ports:
            {{- if eq $part "web" }}
            - {name: http, containerPort: 8080}
            {{- end }}
            - {name: metrics, containerPort: 9090}
          # Alive is who answers at all: an outage of Redis or GitHub restarts nothing.
          livenessProbe:
            httpGet: {path: /healthz, port: metrics}
            periodSeconds: 10
            failureThreshold: 6
          readinessProbe:
            httpGet: {path: /readyz, port: metrics}
            periodSeconds: 5
            timeoutSeconds: 3
          startupProbe:
            httpGet: {path: /healthz, port: metrics}
            periodSeconds: 2
            failureThreshold: 60
          resources:
            {{- toYaml .values.resources | nindent 12 }}
          securityContext:
            {{- include "firstmate.containerSecurity" $root | nindent 12 }}
          volumeMounts:
            {{- include "firstmate.mounts" $root | nindent 12 }}
      volumes:
        {{- include "firstmate.volumes" $root | nindent 8 }}
      {{- if $v.topologySpread.enabled }}
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: {{ $v.topologySpread.key }}
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels:
              {{- include "firstmate.selector" $root | nindent 14 }}
              app.kubernetes.io/component: {{ $part }}
      {{- end }}
      {{- with $v.nodeSelector }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $v.tolerations }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
{{- end }}
