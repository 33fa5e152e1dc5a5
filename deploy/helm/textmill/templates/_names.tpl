{{- define "textmill.name" -}}
{{- if contains "textmill" .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-textmill" .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "textmill.selector" -}}
app.kubernetes.io/name: textmill
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end -}}

{{- define "textmill.labels" -}}
{{ include "textmill.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | quote }}
{{- end -}}

{{- /* What the chart sets itself stands before what the user writes; a key twice is refused in the schema of values. */ -}}
{{- define "textmill.properties" -}}
{{- $own := dict "http.host" "0.0.0.0" "http.port" (toString .Values.http.port) -}}
{{- if eq .Values.kind "StatefulSet" -}}
{{- $_ := set $own "kafka.group.instance.id" "${env:POD_NAME}" -}}
{{- end -}}
{{- if eq (get .Values.config "group.protocol" | default "classic") "streams" -}}
{{- $_ := unset $own "kafka.group.instance.id" -}}
{{- end -}}
{{- $all := merge (dict) .Values.config $own -}}
{{- range $key := keys $all | sortAlpha }}
{{ $key }}={{ get $all $key | toString | replace "\\" "\\\\" | replace "\n" "\\n" }}
{{- end -}}
{{- end -}}

{{- define "textmill.pod" -}}
metadata:
  labels:
    {{- include "textmill.labels" . | nindent 4 }}
    {{- with .Values.podLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  annotations:
    # A changed configuration needs a new start.
    checksum/config: {{ include "textmill.properties" . | sha256sum | quote }}
    {{- with .Values.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  serviceAccountName: {{ include "textmill.name" . }}
  automountServiceAccountToken: false
  terminationGracePeriodSeconds: {{ .Values.stopSeconds }}
  {{- with .Values.imagePullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.priorityClassName }}
  priorityClassName: {{ . | quote }}
  {{- end }}
  {{- with .Values.runtimeClassName }}
  runtimeClassName: {{ . | quote }}
  {{- end }}
  securityContext:
    runAsNonRoot: true
    runAsUser: 10001
    runAsGroup: 10001
    fsGroup: 10001
    fsGroupChangePolicy: OnRootMismatch
    seccompProfile:
      type: RuntimeDefault
  containers:
    - name: textmill
      image: {{ printf "%s:%s" (required "image.repository: build the Dockerfile, push the image, and name it" .Values.image.repository) (.Values.image.tag | default .Chart.AppVersion) | quote }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      args: ["run", "--config", "/etc/textmill/textmill.properties"]
      env:
        - name: POD_NAME
          valueFrom:
            fieldRef:
              fieldPath: metadata.name
        - name: HOME
          value: /cache
        - name: XDG_CACHE_HOME
          value: /cache
        - name: TEXTMILL_JAVA_OPTS
          value: {{ .Values.javaOptions | quote }}
        {{- with .Values.environment }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- with .Values.secretEnvironment }}
      envFrom:
        {{- range . }}
        - secretRef:
            name: {{ . | quote }}
        {{- end }}
      {{- end }}
      ports:
        - name: http
          containerPort: {{ .Values.http.port }}
      startupProbe:
        httpGet:
          path: /health/live
          port: http
          scheme: {{ include "textmill.scheme" . }}
        periodSeconds: 5
        failureThreshold: {{ max 1 (ceil (divf .Values.startSeconds 5)) }}
      livenessProbe:
        httpGet:
          path: /health/live
          port: http
          scheme: {{ include "textmill.scheme" . }}
        periodSeconds: 10
        timeoutSeconds: 5
        failureThreshold: 3
      readinessProbe:
        httpGet:
          path: /health/ready
          port: http
          scheme: {{ include "textmill.scheme" . }}
        periodSeconds: 5
        timeoutSeconds: 5
        failureThreshold: 2
      resources:
        {{- toYaml .Values.resources | nindent 8 }}
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities:
          drop: ["ALL"]
      volumeMounts:
        - name: config
          mountPath: /etc/textmill
          readOnly: true
        - name: cache
          mountPath: /cache
        - name: tmp
          mountPath: /tmp
        {{- if .Values.models.volume }}
        - name: models
          mountPath: {{ .Values.models.mountPath | quote }}
          readOnly: true
        {{- end }}
        {{- range .Values.secretFiles }}
        - name: {{ printf "secret-%s" . | trunc 63 | trimSuffix "-" | quote }}
          mountPath: {{ printf "/secrets/%s" . | quote }}
          readOnly: true
        {{- end }}
  volumes:
    - name: config
      configMap:
        name: {{ include "textmill.name" . }}
    - name: cache
      emptyDir:
        sizeLimit: {{ .Values.cache.sizeLimit }}
    - name: tmp
      emptyDir:
        sizeLimit: {{ .Values.cache.sizeLimit }}
    {{- if .Values.models.volume }}
    - name: models
      {{- toYaml .Values.models.volume | nindent 6 }}
    {{- end }}
    {{- range .Values.secretFiles }}
    - name: {{ printf "secret-%s" . | trunc 63 | trimSuffix "-" | quote }}
      secret:
        secretName: {{ . | quote }}
        defaultMode: 0440
    {{- end }}
  {{- with .Values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- if .Values.spread }}
  topologySpreadConstraints:
    - maxSkew: 1
      topologyKey: kubernetes.io/hostname
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          {{- include "textmill.selector" . | nindent 10 }}
  {{- end }}
{{- end -}}

{{/* How the endpoint is asked: with a key store it speaks TLS. The kubelet has no certificate to show. */}}
{{- define "textmill.scheme" -}}
{{- if eq (get .Values.config "http.ssl.client.auth" | default "none") "required" -}}
{{- fail "config.http.ssl.client.auth = required: the kubelet cannot show a certificate to probe with; use requested, or none" -}}
{{- end -}}
{{- if get .Values.config "http.ssl.keystore.location" }}HTTPS{{ else }}HTTP{{ end }}
{{- end }}
