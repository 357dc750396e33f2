package fast

import (
	"iter"
	"strconv"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// A Writer appends a value's JSON to dst. False gives the value to gqlgen; what
// was appended is then thrown away.
type Writer[V any] func(dst []byte, v V) ([]byte, bool)

// A Kind makes the writer of a value for what is selected of it, nil when gqlgen
// must write it. Every kind writes what gqlgen's marshaler of the same type does.
type Kind[V any] func(Selection) Writer[V]

// A Selection is what an operation wants of a value.
type Selection struct {
	op     *graphql.OperationContext
	fields ast.SelectionSet
	null   Nullability
}

// writeNull appends a null, unless the schema forbids it: then there is an error
// to be reported, and that is for gqlgen.
func writeNull(dst []byte, null Nullability) ([]byte, bool) {
	return append(dst, "null"...), null == Nullable
}

// String is a String or an ID.
func String[V ~string](Selection) Writer[V] {
	return func(dst []byte, v V) ([]byte, bool) { return appendText(dst, string(v)), true }
}

// Enum is an enum whose model gqlgen has generated.
func Enum[V ~string](Selection) Writer[V] {
	return func(dst []byte, v V) ([]byte, bool) {
		dst = append(dst, '"')
		dst = append(dst, v...)
		return append(dst, '"'), isName(string(v))
	}
}

// Int is an Int of any size.
func Int[V ~int | ~int8 | ~int16 | ~int32 | ~int64](Selection) Writer[V] {
	return func(dst []byte, v V) ([]byte, bool) { return strconv.AppendInt(dst, int64(v), 10), true }
}

// Boolean is a Boolean.
func Boolean[V ~bool](Selection) Writer[V] {
	return func(dst []byte, v V) ([]byte, bool) { return strconv.AppendBool(dst, bool(v)), true }
}

// Time is a scalar bound to graphql.Time. The zero time is null.
func Time(s Selection) Writer[time.Time] {
	null := s.null
	return func(dst []byte, v time.Time) ([]byte, bool) {
		if v.IsZero() {
			return writeNull(dst, null)
		}
		dst = append(dst, '"')
		dst = v.AppendFormat(dst, time.RFC3339Nano)
		return append(dst, '"'), true
	}
}

// Pointer is a pointer to a scalar. Nil is null.
func Pointer[V any](kind Kind[V]) Kind[*V] {
	return func(s Selection) Writer[*V] {
		write, null := kind(s), s.null
		if write == nil {
			return nil
		}
		return func(dst []byte, v *V) ([]byte, bool) {
			if v == nil {
				return writeNull(dst, null)
			}
			return write(dst, *v)
		}
	}
}

// Ref is a pointer to an object. Nil is null.
func Ref[T any](o *Object[T]) Kind[*T] {
	return func(s Selection) Writer[*T] {
		write, null := o.compile(s), s.null
		if write == nil {
			return nil
		}
		return func(dst []byte, v *T) ([]byte, bool) {
			if v == nil {
				return writeNull(dst, null)
			}
			return write(dst, v)
		}
	}
}

// Value is an object that is held by value.
func Value[T any](o *Object[T]) Kind[T] {
	return func(s Selection) Writer[T] {
		write := o.compile(s)
		if write == nil {
			return nil
		}
		return func(dst []byte, v T) ([]byte, bool) { return write(dst, &v) }
	}
}

// List is a list. A nil slice is null, and an empty list where the schema
// forbids that.
func List[V any](element Nullability, kind Kind[V]) Kind[[]V] {
	return func(s Selection) Writer[[]V] {
		write := kind(Selection{s.op, s.fields, element})
		if write == nil {
			return nil
		}
		return list(s, func(dst []byte, v *V) ([]byte, bool) { return write(dst, *v) })
	}
}

// Values is a list of objects that are held by value. Its elements cannot be null.
func Values[T any](o *Object[T]) Kind[[]T] {
	return func(s Selection) Writer[[]T] {
		write := o.compile(s)
		if write == nil {
			return nil
		}
		return list(s, write)
	}
}

func list[V any](s Selection, write Writer[*V]) Writer[[]V] {
	null := s.null
	return func(dst []byte, v []V) ([]byte, bool) {
		if v == nil && null == Nullable {
			return writeNull(dst, null)
		}
		dst = append(dst, '[')
		for i := range v {
			if i > 0 {
				dst = append(dst, ',')
			}
			var ok bool
			if dst, ok = write(dst, &v[i]); !ok {
				return dst, false
			}
		}
		return append(dst, ']'), true
	}
}

// Each is a list of objects that are made one after another. Neither it nor an
// element can be null.
func Each[T any](o *Object[T]) Kind[iter.Seq[*T]] {
	return func(s Selection) Writer[iter.Seq[*T]] {
		write := o.compile(s)
		if write == nil {
			return nil
		}
		return func(dst []byte, elements iter.Seq[*T]) ([]byte, bool) {
			dst = append(dst, '[')
			first := true
			for v := range elements {
				if !first {
					dst = append(dst, ',')
				}
				first = false
				ok := v != nil
				if ok {
					dst, ok = write(dst, v)
				}
				if !ok {
					return dst, false
				}
			}
			return append(dst, ']'), true
		}
	}
}
