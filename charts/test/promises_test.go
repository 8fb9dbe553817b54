package test

import (
	"bufio"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
)

func newReader(s string) *bufio.Reader { return bufio.NewReader(strings.NewReader(s)) }

// release is everything one set of values renders.
type release struct {
	t        *testing.T
	kinds    map[string]int
	pods     map[string]corev1.PodTemplateSpec
	claims   map[string][]string // volumes that come from a claim template, by workload
	services []*corev1.Service
	policies []*networkingv1.NetworkPolicy
	budgets  []*policyv1.PodDisruptionBudget
}

func (r *release) add(text []byte, o runtime.Object) {
	var meta struct {
		Kind     string
		Metadata metav1.ObjectMeta
	}
	if err := json.Unmarshal(text, &meta); err != nil {
		r.t.Fatal(err)
	}
	r.kinds[meta.Kind]++
	if meta.Kind == "Secret" {
		r.t.Error("the chart makes a Secret; credentials come from existing ones alone")
	}
	for _, l := range []string{"app.kubernetes.io/name", "app.kubernetes.io/instance", "helm.sh/chart"} {
		if meta.Metadata.Labels[l] == "" {
			r.t.Errorf("%s %s lacks the label %s", meta.Kind, meta.Metadata.Name, l)
		}
	}
	if len(meta.Metadata.Name) > 63 {
		r.t.Errorf("%s has a name too long: %s", meta.Kind, meta.Metadata.Name)
	}
	if r.pods == nil {
		r.pods, r.claims = map[string]corev1.PodTemplateSpec{}, map[string][]string{}
	}
	switch o := o.(type) {
	case *appsv1.Deployment:
		r.workload(o.Name, o.Spec.Selector, o.Spec.Template)
	case *appsv1.StatefulSet:
		r.workload(o.Name, o.Spec.Selector, o.Spec.Template)
		for _, c := range o.Spec.VolumeClaimTemplates {
			r.claims[o.Name] = append(r.claims[o.Name], c.Name)
		}
	case *corev1.Service:
		r.services = append(r.services, o)
	case *networkingv1.NetworkPolicy:
		r.policies = append(r.policies, o)
	case *policyv1.PodDisruptionBudget:
		r.budgets = append(r.budgets, o)
	case nil:
		if !slices.Contains([]string{"ServiceMonitor", "PrometheusRule", "ScaledObject"}, meta.Kind) {
			r.t.Errorf("Kubernetes knows no %s", meta.Kind)
		}
	}
}

func (r *release) workload(name string, selector *metav1.LabelSelector, pod corev1.PodTemplateSpec) {
	r.pods[name] = pod
	if !selects(r.t, selector, pod.Labels) {
		r.t.Errorf("%s does not select its own pods", name)
	}
}

func selects(t *testing.T, s *metav1.LabelSelector, l map[string]string) bool {
	t.Helper()
	m, err := metav1.LabelSelectorAsSelector(s)
	if err != nil {
		t.Fatal(err)
	}
	return m.Matches(labels.Set(l))
}

// check holds all of it against what the chart promises.
func (r *release) check() {
	for name, pod := range r.pods {
		r.restricted(name, pod.Spec)
		for _, c := range pod.Spec.Containers {
			r.container(name, pod.Spec, c)
		}
	}
	for _, s := range r.services {
		if !r.anyPod(&metav1.LabelSelector{MatchLabels: s.Spec.Selector}) {
			r.t.Errorf("service %s leads to no pod", s.Name)
		}
	}
	for _, b := range r.budgets {
		if !r.anyPod(b.Spec.Selector) {
			r.t.Errorf("budget %s is about no pod", b.Name)
		}
	}
	for name, pod := range r.pods {
		covered := slices.ContainsFunc(r.policies, func(p *networkingv1.NetworkPolicy) bool {
			return selects(r.t, &p.Spec.PodSelector, pod.Labels) && len(p.Spec.PolicyTypes) == 2
		})
		if len(r.policies) > 0 && !covered {
			r.t.Errorf("no network policy covers %s", name)
		}
	}
}

func (r *release) anyPod(s *metav1.LabelSelector) bool {
	for _, pod := range r.pods {
		if selects(r.t, s, pod.Labels) {
			return true
		}
	}
	return false
}

// restricted is the Pod Security Standard of that name, the pod's part.
// https://kubernetes.io/docs/concepts/security/pod-security-standards/
func (r *release) restricted(name string, s corev1.PodSpec) {
	c := s.SecurityContext
	switch {
	case s.HostNetwork || s.HostPID || s.HostIPC:
		r.t.Errorf("%s shares the host's namespaces", name)
	case c == nil || c.RunAsNonRoot == nil || !*c.RunAsNonRoot || c.RunAsUser == nil || *c.RunAsUser == 0:
		r.t.Errorf("%s may run as root", name)
	case c.SeccompProfile == nil || c.SeccompProfile.Type != corev1.SeccompProfileTypeRuntimeDefault:
		r.t.Errorf("%s has no seccomp profile", name)
	case s.AutomountServiceAccountToken == nil || *s.AutomountServiceAccountToken:
		r.t.Errorf("%s is given a token of the cluster", name)
	}
	for _, v := range s.Volumes {
		if v.Secret == nil && v.ConfigMap == nil && v.EmptyDir == nil && v.PersistentVolumeClaim == nil {
			r.t.Errorf("%s mounts %s, which no restricted pod may", name, v.Name)
		}
		if v.Secret != nil && (v.Secret.DefaultMode == nil || *v.Secret.DefaultMode != 0o440) {
			r.t.Errorf("%s lets others read the secret %s", name, v.Name)
		}
	}
}

func (r *release) container(pod string, s corev1.PodSpec, c corev1.Container) {
	x := c.SecurityContext
	if x == nil || x.AllowPrivilegeEscalation == nil || *x.AllowPrivilegeEscalation || x.ReadOnlyRootFilesystem == nil ||
		!*x.ReadOnlyRootFilesystem || x.Capabilities == nil || !slices.Equal(x.Capabilities.Drop, []corev1.Capability{"ALL"}) || len(x.Capabilities.Add) > 0 {
		r.t.Errorf("%s: container %s may do more than it needs: %+v", pod, c.Name, x)
	}
	if c.LivenessProbe == nil || c.ReadinessProbe == nil {
		r.t.Errorf("%s: container %s is not probed", pod, c.Name)
	}
	if c.Resources.Requests.Cpu().IsZero() || c.Resources.Requests.Memory().IsZero() || c.Resources.Limits.Memory().IsZero() {
		r.t.Errorf("%s: container %s asks for no share, or has no limit of memory", pod, c.Name)
	}
	if strings.HasSuffix(c.Image, ":latest") || !strings.ContainsAny(c.Image, ":@") {
		r.t.Errorf("%s: image %s is not pinned", pod, c.Image)
	}
	ports := map[string]bool{}
	for _, p := range c.Ports {
		ports[p.Name] = true
	}
	for _, p := range []*corev1.Probe{c.LivenessProbe, c.ReadinessProbe, c.StartupProbe} {
		if p != nil && p.HTTPGet != nil && !ports[p.HTTPGet.Port.StrVal] {
			r.t.Errorf("%s: probed at a port it does not have: %s", pod, p.HTTPGet.Port.StrVal)
		}
	}
	r.settings(pod, c)
	for _, m := range c.VolumeMounts {
		known := slices.Contains(r.claims[pod], m.Name) ||
			slices.ContainsFunc(s.Volumes, func(v corev1.Volume) bool { return v.Name == m.Name })
		if !known {
			r.t.Errorf("%s: %s is mounted and is no volume", pod, m.Name)
		}
	}
}

// settings: no secret is an environment variable, and each file lies where something is mounted.
func (r *release) settings(pod string, c corev1.Container) {
	seen := map[string]bool{}
	for _, e := range c.Env {
		if seen[e.Name] {
			r.t.Errorf("%s: %s is set twice", pod, e.Name)
		}
		seen[e.Name] = true
		if e.ValueFrom != nil && (e.ValueFrom.SecretKeyRef != nil || e.ValueFrom.ConfigMapKeyRef != nil) {
			r.t.Errorf("%s: %s takes a secret into the environment", pod, e.Name)
		}
		if !strings.HasSuffix(e.Name, "_FILE") {
			continue
		}
		mounted := slices.ContainsFunc(c.VolumeMounts, func(m corev1.VolumeMount) bool { return m.ReadOnly && strings.HasPrefix(e.Value, m.MountPath+"/") })
		if !mounted {
			r.t.Errorf("%s: %s names %s, where nothing is mounted to be read", pod, e.Name, e.Value)
		}
	}
}
