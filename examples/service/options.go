package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"regexp"

	"pcgraph/examples/service/api"
	"pcgraph/examples/service/export"
)

type options struct {
	api       string
	customer  string
	format    string
	output    string
	secrets   bool
	overwrite bool
	tries     int
	token     api.Token // nil: none is sent
}

var guid = regexp.MustCompile(`^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$`)

// parse reads the command line. Its error lists every mistake; [flag.ErrHelp]
// when help was asked for, which is written to usage.
func parse(args []string, environment func(string) string, usage io.Writer) (options, error) {
	var o options
	flags := flag.NewFlagSet("export", flag.ContinueOnError)
	flags.SetOutput(usage)
	flags.StringVar(&o.api, "api", "http://127.0.0.1:8080/graphql", "`URL` of pcgraph's GraphQL API")
	flags.StringVar(&o.customer, "customer", "", "the customer's `GUID`")
	flags.StringVar(&o.format, "format", "csv", "csv or jsonl")
	flags.StringVar(&o.output, "out", "", "`file` to write; its state is kept beside it until the export is complete")
	flags.BoolVar(&o.secrets, "secrets", true, "ask for product keys and hardware hashes; the token needs the scope devices:secrets")
	flags.BoolVar(&o.overwrite, "overwrite", false, "start anew, whatever -out and its state hold")
	flags.IntVar(&o.tries, "tries", 5, "how often a question is asked before it counts as failed, 1 to 100")
	tokenFile := flags.String("token-file", environment(tokenFileVariable),
		"`file` with the bearer token, read at every request; "+tokenVariable+" can hold the token itself")
	if err := flags.Parse(args); err != nil {
		return options{}, err
	}

	var mistakes []error
	wrong := func(err error) {
		if err != nil {
			mistakes = append(mistakes, err)
		}
	}
	var err error
	o.token, err = tokenFrom(environment(tokenVariable), *tokenFile)
	wrong(err)
	wrong(api.CheckAddress(o.api, o.token != nil))
	if !guid.MatchString(o.customer) {
		wrong(errors.New("-customer has to be a GUID such as 47021739-3426-40bf-9601-61b4b6d7c793"))
	}
	_, err = export.FormatNamed(o.format)
	wrong(err)
	if o.output == "" {
		wrong(errors.New("-out has to name the file to write"))
	}
	if o.tries < 1 || o.tries > 100 {
		wrong(fmt.Errorf("-tries is %d; it can be 1 to 100", o.tries))
	}
	if flags.NArg() > 0 {
		wrong(fmt.Errorf("%q is not a flag", flags.Arg(0)))
	}
	return o, errors.Join(mistakes...)
}
