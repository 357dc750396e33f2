package pagecache

import (
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"pcgraph/pcclient"
)

// anyPage draws any of the things that are kept.
func anyPage() *rapid.Generator[any] {
	text := rapid.OneOf(rapid.Just(""), rapid.SampledFrom([]string{"a", "LENOVO", "ab"}), rapid.String())
	next := rapid.Map(text, func(s string) pcclient.Continuation { return pcclient.Continuation(s) })
	customer := rapid.Custom(func(t *rapid.T) pcclient.Customer {
		return pcclient.Customer{
			ID: text.Draw(t, "id"), CommerceID: text.Draw(t, "commerce"), CompanyName: text.Draw(t, "name"),
			Domain: text.Draw(t, "domain"), RelationshipToPartner: pcclient.CustomerRelationship(text.Draw(t, "relationship")),
		}
	})
	batch := rapid.Custom(func(t *rapid.T) pcclient.DeviceBatch {
		return pcclient.DeviceBatch{
			ID: text.Draw(t, "id"), Status: pcclient.DeviceBatchStatus(text.Draw(t, "status")),
			CreationDate: time.Unix(rapid.Int64Range(0, 1<<32).Draw(t, "date"), 0).UTC(),
			DevicesCount: rapid.Ptr(rapid.Int(), true).Draw(t, "count"), CreatedBy: text.Draw(t, "by"),
		}
	})
	policy := rapid.Custom(func(t *rapid.T) pcclient.Policy {
		return pcclient.Policy{Category: pcclient.PolicyCategory(text.Draw(t, "category")), Value: text.Draw(t, "value")}
	})
	device := rapid.Custom(func(t *rapid.T) pcclient.Device {
		return pcclient.Device{
			ID: text.Draw(t, "id"), SerialNumber: text.Draw(t, "serial"), ProductKey: text.Draw(t, "key"),
			HardwareHash: text.Draw(t, "hash"), ModelName: text.Draw(t, "model"), OEMManufacturerName: text.Draw(t, "maker"),
			Policies:     listOf(policy, 3).Draw(t, "policies"),
			UploadedDate: time.Unix(rapid.Int64Range(0, 1<<32).Draw(t, "date"), 0).UTC(),
		}
	})
	return rapid.Custom(func(t *rapid.T) any {
		switch rapid.IntRange(0, 3).Draw(t, "kind") {
		case 0:
			alone := customer.Draw(t, "customer")
			return &alone
		case 1:
			return &customerPage{Items: listOf(customer, 8).Draw(t, "items"), Next: next.Draw(t, "next")}
		case 2:
			return &batchPage{Items: listOf(batch, 8).Draw(t, "items"), Next: next.Draw(t, "next")}
		default:
			return &devicePage{Items: listOf(device, 8).Draw(t, "items"), Next: next.Draw(t, "next")}
		}
	})
}

// listOf draws lists that may be nil, and empty.
func listOf[T any](item *rapid.Generator[T], most int) *rapid.Generator[[]T] {
	return rapid.OneOf(rapid.Just([]T(nil)), rapid.SliceOfN(item, 0, most))
}

func TestACompactPageIsEqualAndSharesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		page := anyPage().Draw(t, "page")
		before := deepCopy(page)
		small, size := compact(page)
		if diff := cmp.Diff(before, small); diff != "" { // nil and empty lists differ
			t.Fatalf("the copy differs: %s", diff)
		}
		if diff := cmp.Diff(before, page); diff != "" {
			t.Fatalf("the page itself was changed: %s", diff)
		}
		if size <= 0 {
			t.Fatalf("size = %d", size)
		}
		old := map[uintptr]bool{}
		pointers(reflect.ValueOf(page), func(p uintptr) { old[p] = true })
		pointers(reflect.ValueOf(small), func(p uintptr) {
			if old[p] {
				t.Fatalf("the copy keeps a part of the page in memory")
			}
		})
	})
}

func deepCopy(page any) any {
	return copyOf(reflect.ValueOf(page)).Interface()
}

// copyOf copies whatever a page is made of.
func copyOf(v reflect.Value) reflect.Value {
	copied := reflect.New(v.Type()).Elem()
	copied.Set(v)
	switch {
	case v.Kind() == reflect.Pointer && !v.IsNil():
		copied.Set(reflect.New(v.Type().Elem()))
		copied.Elem().Set(copyOf(v.Elem()))
	case v.Kind() == reflect.Slice && !v.IsNil():
		copied.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
		for i := range v.Len() {
			copied.Index(i).Set(copyOf(v.Index(i)))
		}
	case v.Kind() == reflect.String:
		copied.SetString(strings.Clone(v.String()))
	case v.Kind() == reflect.Struct && v.Type() != reflect.TypeFor[time.Time]():
		for i := range v.NumField() {
			copied.Field(i).Set(copyOf(v.Field(i)))
		}
	}
	return copied
}

// pointers shows all pieces of memory that v refers to.
func pointers(v reflect.Value, see func(uintptr)) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			see(v.Pointer())
			pointers(v.Elem(), see)
		}
	case reflect.Slice:
		if v.Cap() > 0 {
			see(v.Pointer())
		}
		for i := range v.Len() {
			pointers(v.Index(i), see)
		}
	case reflect.String:
		if s := v.String(); s != "" {
			see(uintptr(unsafe.Pointer(unsafe.StringData(s))))
		}
	case reflect.Struct:
		if v.Type() != reflect.TypeFor[time.Time]() { // whose zone is shared by all
			for i := range v.NumField() {
				pointers(v.Field(i), see)
			}
		}
	}
}

func TestAPageIsCompactedWhenItIsKept(t *testing.T) {
	t.Parallel()
	page := samplePage("x")
	for ttl, models := range map[time.Duration]int{time.Hour: 5, 0: 100} {
		c := newCache(t, constant{page: page}, Options{TTL: ttl})
		got, err := c.Devices(t.Context(), customerID, batchID, "")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(page, got); diff != "" {
			t.Errorf("TTL %v: the caller sees another page: %s", ttl, diff)
		}
		if (got == page) != (ttl == 0) {
			t.Errorf("TTL %v: is the page the upstream's own? %t", ttl, got == page)
		}
		distinct := map[*byte]bool{}
		for _, d := range got.Items {
			distinct[unsafe.StringData(d.ModelName)] = true
		}
		if len(distinct) != models {
			t.Errorf("TTL %v: the names of 5 models are there %d times, want %d", ttl, len(distinct), models)
		}
	}
}

// An append by somebody who should not must at least not reach the shared page.
func TestListsEndWhereTheirMemoryDoes(t *testing.T) {
	t.Parallel()
	small, _ := compact(samplePage("x"))
	page := small.(*devicePage)
	if cap(page.Items) != len(page.Items) {
		t.Errorf("the items have room for %d more", cap(page.Items)-len(page.Items))
	}
	for _, d := range page.Items {
		if cap(d.Policies) != len(d.Policies) {
			t.Fatalf("the policies of %s run into the next device's", d.ID)
		}
	}
}

func BenchmarkCompact(b *testing.B) {
	page := samplePage("x")
	b.ReportAllocs()
	for b.Loop() {
		_, size := compact(page)
		b.ReportMetric(float64(size)/float64(len(page.Items)), "bytes/device")
	}
	runtime.KeepAlive(page)
}
