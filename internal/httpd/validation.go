package httpd

import (
	"maps"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator/core"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// maxSuggestedFor is the longest name, in bytes, that is looked for among the schema's names. The search takes the
// product of the lengths, and nobody mistypes a name as long as that.
const maxSuggestedFor = 100

// validation is gqlparser's, with two differences: it ends when there are errors enough, and one rule of ours stands
// in for the one that takes time without bound.
type validation struct {
	schema *ast.Schema
	errors int // the most that are looked for
	// plain are the rules without suggestions, which would tell what is in the schema.
	plain, suggesting []core.Rule
	introspection     bool
}

func newValidation(schema *ast.Schema, limits Limits, introspection bool) *validation {
	suggesting, plain := rules.NewDefaultRules(), rules.NewDefaultRules()
	for _, set := range []*rules.Rules{suggesting, plain} {
		set.ReplaceRule(rules.OverlappingFieldsCanBeMergedRule.Name, fieldMergingRule(limits))
	}
	plain.ReplaceRule(rules.FieldsOnCorrectTypeRule.Name, rules.FieldsOnCorrectTypeRuleWithoutSuggestions.RuleFunc)
	plain.ReplaceRule(rules.KnownArgumentNamesRule.Name, rules.KnownArgumentNamesRuleWithoutSuggestions.RuleFunc)
	plain.ReplaceRule(rules.KnownTypeNamesRule.Name, rules.KnownTypeNamesRuleWithoutSuggestions.RuleFunc)
	plain.ReplaceRule(rules.ScalarLeafsRule.Name, rules.ScalarLeafsRuleWithoutSuggestions.RuleFunc)
	plain.ReplaceRule(rules.ValuesOfCorrectTypeRule.Name, rules.ValuesOfCorrectTypeRuleWithoutSuggestions.RuleFunc)
	return &validation{
		schema: schema, errors: limits.Errors, introspection: introspection,
		plain: inOrder(plain), suggesting: inOrder(suggesting),
	}
}

// inOrder lists rules by name, so that errors come in the same order each time.
func inOrder(set *rules.Rules) []core.Rule {
	inner := set.GetInner()
	var list []core.Rule
	for _, name := range slices.Sorted(maps.Keys(inner)) {
		list = append(list, core.Rule{Name: name, RuleFunc: inner[name]})
	}
	return list
}

// enough is the panic by which a walk ends early; gqlparser has no other way.
type enough struct{}

// run validates a document that measureDocument has measured. It returns the first errors, and whether there may be
// more.
func (v *validation) run(doc *ast.QueryDocument, size documentSize) (errs gqlerror.List, more bool) {
	defer func() {
		if p := recover(); p != nil {
			if _, full := p.(enough); !full {
				panic(p)
			}
			more = true
		}
	}()
	set := v.plain
	if v.introspection && size.longest <= maxSuggestedFor {
		set = v.suggesting
	}
	var events core.Events
	for _, rule := range set {
		rule.RuleFunc(&events, func(options ...core.ErrorOption) {
			if len(errs) >= v.errors {
				panic(enough{})
			}
			err := &gqlerror.Error{Rule: rule.Name, Extensions: map[string]any{"code": codeValidationFailed}}
			for _, option := range options {
				option(err)
			}
			errs = append(errs, err)
		})
	}
	core.Walk(v.schema, doc, &events)
	return errs, false
}
