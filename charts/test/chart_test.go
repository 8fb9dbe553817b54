package test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
	"helm.sh/helm/v3/pkg/lint"
	"helm.sh/helm/v3/pkg/lint/support"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/client-go/kubernetes/scheme"
)

const chartDir = "../firstmate"

// matrix are the values the chart is held against, by name.
func matrix(t *testing.T) map[string]map[string]any {
	t.Helper()
	paths, err := filepath.Glob("testdata/values/*.yaml")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no values: %v", err)
	}
	out := map[string]map[string]any{}
	for _, path := range paths {
		out[strings.TrimSuffix(filepath.Base(path), ".yaml")] = values(t, path)
	}
	return out
}

func values(t *testing.T, path string) map[string]any {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	v, err := chartutil.ReadValues(text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func load(t *testing.T) *chart.Chart {
	t.Helper()
	c, err := loader.LoadDir(chartDir)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// render is `helm template`.
func render(c *chart.Chart, v map[string]any) (map[string]string, error) {
	o := chartutil.ReleaseOptions{Name: "firstmate", Namespace: "community", Revision: 1, IsInstall: true}
	all, err := chartutil.ToRenderValues(c, v, o, chartutil.DefaultCapabilities)
	if err != nil {
		return nil, err
	}
	return engine.Render(c, all)
}

// objects are the parts of what was rendered, as JSON.
func objects(files map[string]string) (out [][]byte, err error) {
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if !strings.HasSuffix(name, ".yaml") {
			continue
		}
		docs := utilyaml.NewYAMLReader(newReader(files[name]))
		for {
			doc, err := docs.Read()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			text, err := utilyaml.ToJSON(doc)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			if !bytes.Equal(text, []byte("null")) {
				out = append(out, text)
			}
		}
	}
	return out, nil
}

// decode reads an object strictly: an unknown or doubled field is an error. What
// Kubernetes itself does not know comes back as nil.
func decode(text []byte) (runtime.Object, error) {
	strict := serializer.NewCodecFactory(scheme.Scheme, serializer.EnableStrict).UniversalDeserializer()
	o, _, err := strict.Decode(text, nil, nil)
	if runtime.IsNotRegisteredError(err) {
		return nil, nil
	}
	return o, err
}

func TestLint(t *testing.T) {
	for name, v := range matrix(t) {
		for _, m := range lint.All(chartDir, v, "community", true).Messages {
			if m.Severity > support.InfoSev {
				t.Errorf("%s: %v", name, m)
			}
		}
	}
}

// TestObjects: what is rendered is what Kubernetes knows, and keeps our promises.
func TestObjects(t *testing.T) {
	c := load(t)
	for name, v := range matrix(t) {
		t.Run(name, func(t *testing.T) {
			files, err := render(c, v)
			if err != nil {
				t.Fatal(err)
			}
			all, err := objects(files)
			if err != nil {
				t.Fatal(err)
			}
			r := release{t: t, kinds: map[string]int{}}
			for _, text := range all {
				o, err := decode(text)
				if err != nil {
					t.Errorf("%v in\n%s", err, text)
					continue
				}
				r.add(text, o)
			}
			r.check()
		})
	}
}

// TestKinds: each values file brings the kinds it is about.
func TestKinds(t *testing.T) {
	c := load(t)
	want := map[string]string{
		"least":      "Deployment Deployment NetworkPolicy NetworkPolicy PodDisruptionBudget PodDisruptionBudget Service ServiceAccount",
		"trial":      "Deployment Deployment Ingress NetworkPolicy NetworkPolicy NetworkPolicy PodDisruptionBudget PodDisruptionBudget Service Service ServiceAccount StatefulSet",
		"everything": "ConfigMap Deployment Deployment HorizontalPodAutoscaler Ingress NetworkPolicy NetworkPolicy PodDisruptionBudget PodDisruptionBudget PrometheusRule ScaledObject Service Service ServiceAccount ServiceMonitor",
		"scaled":     "Deployment Deployment HorizontalPodAutoscaler Service",
	}
	for name, v := range matrix(t) {
		files, err := render(c, v)
		if err != nil {
			t.Fatal(err)
		}
		all, err := objects(files)
		if err != nil {
			t.Fatal(err)
		}
		var kinds []string
		for _, text := range all {
			var o struct{ Kind string }
			if err := json.Unmarshal(text, &o); err != nil {
				t.Fatal(err)
			}
			kinds = append(kinds, o.Kind)
		}
		slices.Sort(kinds)
		if got := strings.Join(kinds, " "); got != want[name] {
			t.Errorf("%s\n got %s\nwant %s", name, got, want[name])
		}
	}
}

// TestMistakes: who forgets or mistypes something is told what.
func TestMistakes(t *testing.T) {
	c := load(t)
	least := `{"github":{"appId":1,"existingSecret":"a"},"redis":{"external":{"existingSecret":"b"}}`
	for _, m := range []struct{ values, says string }{
		{`{}`, "github.appId is required"},
		{`{"github":{"appId":1}}`, "github.existingSecret is required"},
		{`{"github":{"appId":1,"existingSecret":"a"}}`, "redis.external.existingSecret is required"},
		{least + `,"replicaz":3}`, "additional properties 'replicaz' not allowed"},
		{least + `,"web":{"replicas":"two"}}`, "got string, want integer"},
		{least + `,"log":{"level":"loud"}}`, "value must be one of"},
		{least + `,"ingress":{"enabled":true}}`, "ingress.host is required"},
		{least + `,"worker":{"keda":{"enabled":true}}}`, "worker.keda.address is required"},
		{least + `,"worker":{"keda":{"enabled":true,"address":"r:6379"},"autoscaling":{"enabled":true}}}`, "enable one of them"},
		{least + `,"env":{"GITHUB_TOKEN":"abc"}}`, "GITHUB_TOKEN"},
		{least + `,"image":{"digest":"latest"}}`, "does not match pattern"},
		{least + `,"baseURL":"firstmate.example"}`, "does not match pattern"},
	} {
		v, err := chartutil.ReadValues([]byte(m.values))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := render(c, v); err == nil || !strings.Contains(err.Error(), m.says) {
			t.Errorf("%s\n says %v\n want %s", m.values, err, m.says)
		}
	}
}
