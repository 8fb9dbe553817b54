package matching

import "testing"

func TestTeaches(t *testing.T) {
	for file, want := range map[string]bool{
		"store/db.go": true, "mock_store.rb": true, "docs/generated_code.md": true, "go.mod": true, "string.go": true,
		"go.sum": false, "web/yarn.lock": false, "api/v1/zz_generated.deepcopy.go": false, "x/types_generated.rs": false,
		"app/mock_store.go": false, "app/store_mock.go": false, "kind_string.go": false, "a.pb.go": false, "b_pb2.py": false,
		"schema.generated.ts": false, "generated.proto": false, "bindata.go": false, "site/app.min.js": false, "site/app.js.map": false,
		"vendor/x/y.go": false, "web/node_modules/z/index.js": false, "third_party/lib.c": false,
	} {
		if got := teaches(file); got != want {
			t.Errorf("%s teaches: %v, want %v", file, got, want)
		}
	}
}
