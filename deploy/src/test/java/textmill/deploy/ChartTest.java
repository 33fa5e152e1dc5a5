package textmill.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import textmill.topology.config.TextmillConfig;

/** The chart, rendered by Helm and read by Kubernetes' own types and Textmill's own configuration. */
class ChartTest {
    private static final String SMALL = """
            image: {repository: registry.example/textmill}
            config:
              bootstrap.servers: "kafka:9093"
              schema.registry.url: "http://registry:8081"
              task.embeddings.model: all-minilm-l6-v2
            """;

    private static final String EVERYTHING = SMALL + """
              kafka.sasl.jaas.config: 'Module required password="${env:PASSWORD}" path="C:\\x";'
              num.stream.threads: 2
            secretEnvironment: [kafka-secret]
            secretFiles: [trust-store]
            environment: [{name: TZ, value: UTC}]
            models: {volume: {persistentVolumeClaim: {claimName: models, readOnly: true}}}
            networkPolicy:
              metricsFrom: [{namespaceSelector: {matchLabels: {name: monitoring}}}]
              egress: [{ports: [{port: 9093, protocol: TCP}]}]
            serviceMonitor: {enabled: true, labels: {release: prometheus}}
            keda: {enabled: true, maxReplicas: 12, prometheus: "http://prometheus:9090"}
            nodeSelector: {disk: ssd}
            tolerations: [{key: gpu, operator: Exists}]
            podAnnotations: {team: text}
            """;

    @TempDir
    private Path directory;

    @BeforeAll
    static void shouldHaveHelm() {
        boolean linux = System.getProperty("os.name").equals("Linux");
        assumeTrue(linux && System.getProperty("os.arch").equals("amd64"), "Helm's library is tested on Linux only");
    }

    @Test
    void shouldBeWhatKubernetesReads() throws IOException {
        for (String kind : List.of("Deployment", "StatefulSet")) {
            // When
            Map<String, JsonNode> objects = Chart.render(directory, EVERYTHING + "kind: " + kind + "\n");

            // Then
            assertThat(objects.keySet())
                    .containsExactlyInAnyOrder(
                            "ConfigMap",
                            "Service",
                            "ServiceAccount",
                            "PodDisruptionBudget",
                            "NetworkPolicy",
                            "ServiceMonitor",
                            "ScaledObject",
                            kind);
            KubernetesTypes.read(objects.get("ConfigMap"), ConfigMap.class);
            KubernetesTypes.read(objects.get("Service"), Service.class);
            KubernetesTypes.read(objects.get("ServiceAccount"), ServiceAccount.class);
            KubernetesTypes.read(objects.get("PodDisruptionBudget"), PodDisruptionBudget.class);
            KubernetesTypes.read(objects.get("NetworkPolicy"), NetworkPolicy.class);
            requireHardened(podOf(objects.get(kind)));
        }
    }

    private static PodSpec podOf(JsonNode workload) throws IOException {
        return workload.path("kind").asText().equals("StatefulSet")
                ? KubernetesTypes.read(workload, StatefulSet.class)
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                : KubernetesTypes.read(workload, Deployment.class)
                        .getSpec()
                        .getTemplate()
                        .getSpec();
    }

    /** The restricted level of Kubernetes' pod security standards, and a root file system that nobody writes to. */
    private static void requireHardened(PodSpec pod) {
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        Container container = pod.getContainers().get(0);
        assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
        assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        List<String> emptied = pod.getVolumes().stream()
                .filter(volume -> volume.getEmptyDir() != null)
                .map(Volume::getName)
                .toList();
        assertThat(container.getVolumeMounts())
                .filteredOn(mount -> !Boolean.TRUE.equals(mount.getReadOnly()))
                .extracting(VolumeMount::getName)
                .containsExactlyInAnyOrderElementsOf(emptied);
    }

    @Test
    void shouldWriteAConfigurationThatTextmillReads() throws IOException {
        // When
        Map<String, JsonNode> objects = Chart.render(directory, EVERYTHING + "kind: StatefulSet\n");

        // Then
        Properties written = new Properties();
        written.load(new StringReader(objects.get("ConfigMap")
                .path("data")
                .path("textmill.properties")
                .asText()));
        assertThat(written)
                .containsEntry("kafka.sasl.jaas.config", "Module required password=\"${env:PASSWORD}\" path=\"C:\\x\";")
                .containsEntry("kafka.group.instance.id", "${env:POD_NAME}")
                .containsEntry("num.stream.threads", "2");
        // The environment's variables are the pod's, not this test's.
        written.replaceAll((key, value) -> value.toString().replaceAll("\\$\\{env:[A-Z_]+}", "x"));
        assertThat(TextmillConfig.parse(written)).isNotNull();
    }

    @Test
    void shouldNotAskForStaticMembershipWhereItDoesNotExist() throws IOException {
        // When
        String deployment = properties(SMALL + "kind: Deployment\n");
        String streams = properties(SMALL + "  group.protocol: streams\nkind: StatefulSet\n");

        // Then
        assertThat(deployment).doesNotContain("group.instance.id");
        assertThat(streams).doesNotContain("group.instance.id");
    }

    private String properties(String values) throws IOException {
        return Chart.render(directory, values)
                .get("ConfigMap")
                .path("data")
                .path("textmill.properties")
                .asText();
    }

    @Test
    void shouldScaleOnTheLagOfThisRelease() throws IOException {
        // When
        JsonNode scaled =
                Chart.render(directory, EVERYTHING).get("ScaledObject").path("spec");

        // Then
        assertThat(scaled.at("/triggers/0/metadata/query").asText())
                .isEqualTo("sum(max by (application, topic, partition)"
                        + " (textmill_lag_records{namespace=\"streams\", service=\"live-textmill\"}))");
        assertThat(scaled.path("maxReplicaCount").asInt()).isEqualTo(12);
    }

    @Test
    void shouldProbeAnEndpointThatSpeaksTls() throws IOException {
        // When
        String tls = EVERYTHING
                .replace("config:\n", "config:\n  http.ssl.keystore.location: /etc/keys/endpoint.p12\n")
                .replace(
                        "serviceMonitor: {enabled: true,",
                        "serviceMonitor: {enabled: true, endpoint: {tlsConfig: {ca: {secret: {name: ca, key: ca.crt}}}},");
        Map<String, JsonNode> plain = Chart.render(directory, EVERYTHING + "kind: StatefulSet\n");
        Map<String, JsonNode> encrypted = Chart.render(directory, tls + "kind: StatefulSet\n");

        // Then
        assertThat(schemes(plain)).containsOnly("HTTP").hasSize(3);
        assertThat(schemes(encrypted)).containsOnly("HTTPS").hasSize(3);
        assertThat(encrypted
                        .get("ServiceMonitor")
                        .at("/spec/endpoints/0/scheme")
                        .asText())
                .isEqualTo("https");
        assertThat(encrypted
                        .get("ServiceMonitor")
                        .at("/spec/endpoints/0/tlsConfig/ca/secret/name")
                        .asText())
                .isEqualTo("ca");
    }

    private static List<String> schemes(Map<String, JsonNode> objects) throws IOException {
        Container container = podOf(objects.get("StatefulSet")).getContainers().get(0);
        return Stream.of(container.getStartupProbe(), container.getLivenessProbe(), container.getReadinessProbe())
                .map(probe -> probe.getHttpGet().getScheme())
                .toList();
    }

    @Test
    void shouldStartAgainWhenTheConfigurationChanges() throws IOException {
        // When
        String before = checksum(SMALL);
        String after = checksum(SMALL + "  commit.interval.ms: 200\n");

        // Then
        assertThat(before).hasSize(64).isNotEqualTo(after).isEqualTo(checksum(SMALL));
    }

    private String checksum(String values) throws IOException {
        return Chart.render(directory, values)
                .get("StatefulSet")
                .at("/spec/template/metadata/annotations/checksum~1config")
                .asText();
    }

    @Test
    void shouldRefuseWhatIsMissingOrMisspelt() {
        refused("config: {bootstrap.servers: a, schema.registry.url: b}\n", "image.repository");
        refused("image: {repository: a}\nconfig: {bootstrap.servers: a}\n", "schema.registry.url");
        refused(SMALL + "replica: 3\n", "replica");
        refused(SMALL + "  http.port: 80\n", "http.port");
        refused(SMALL + "  http.ssl.client.auth: required\n", "http.ssl.client.auth");
        refused(SMALL + "keda: {enabled: true, prometheus: p}\n", "keda.maxReplicas");
        refused(SMALL + "keda: {enabled: true, maxReplicas: 3}\n", "keda.prometheus");
        refused(SMALL + "kind: DaemonSet\n", "kind");
    }

    private void refused(String values, String named) {
        assertThatThrownBy(() -> Chart.render(directory, values)).hasMessageContaining(named);
    }

    @Test
    void shouldPassHelmsLint() throws IOException {
        // Given the chart with the values that it cannot do without: lint takes the chart's own only
        try (Stream<Path> files = Files.walk(Chart.DIRECTORY)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = directory.resolve("textmill").resolve(Chart.DIRECTORY.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        Path values = directory.resolve("textmill").resolve("values.yaml");
        String needed =
                "config: {bootstrap.servers: \"a:9092\", schema.registry.url: \"http://a:8081\", task.t.model: m}";
        Files.writeString(
                values,
                Files.readString(values)
                        .replace("repository: \"\"", "repository: example/textmill")
                        .replace("config: {}", needed));

        // When
        LintResult result =
                new Helm(directory.resolve("textmill")).lint().strict().call();

        // Then
        assertThat(result.isFailed())
                .as(String.join("\n", result.getMessages()))
                .isFalse();
    }
}
